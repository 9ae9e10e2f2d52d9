/**
 * The baseline on Slack: the least code Bolt needs to answer `/crm 0867123456` with a name. It has no store, no
 * rights, no second call and no buttons. It is plain JavaScript, so that it starts like the built bot, without a
 * compiler.
 */
import bolt from "@slack/bolt";
import { ofetch } from "ofetch";

const { ANTCRM_BASE_URL, ANTCRM_API_KEY, SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, PORT } =
  process.env;

const crm = ofetch.create({ baseURL: ANTCRM_BASE_URL, headers: { apikey: ANTCRM_API_KEY } });
const app = new bolt.App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  logLevel: bolt.LogLevel.ERROR,
});

app.command("/crm", async ({ command, ack, respond }) => {
  await ack();
  const [customer] = await crm("/contacts", { query: { phone: command.text } });
  await respond({ text: customer ? `${customer.name}, ${customer.phones[0]?.value}` : "Nobody" });
});

await app.start({ port: Number(PORT), host: "127.0.0.1" });
