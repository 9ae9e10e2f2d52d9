import { expect, it } from "vitest";
import { twoPlatforms } from "../support/two-platforms.ts";

it("a member who became a guest is no longer notified by their own alert", async (test) => {
  const { slack, people, groupOn, antcrm, clock, checksAlerts, store } = await twoPlatforms(test);
  const { lan } = groupOn("Slack");
  const [, member] = people.slack;
  antcrm.world.addTicket({ TicketId: 17464, title: "Máy in hỏng", status: "New" });
  await lan.saysAlone("theo dõi phiếu 17464");
  await lan.readsAlone(/Đã đặt cảnh báo số 1/);
  expect(await store.people.find(`slack:${member.id}`)).toMatchObject({ role: null });

  slack.workspace.user(member.id).isGuest = true;
  clock.passes(60 * 60_000);
  antcrm.world.addTicket({ TicketId: 17464, title: "Máy in hỏng", status: "Processing" });
  await checksAlerts();
  expect(
    slack
      .person(member.id)
      .sees(slack.dm(member.id))
      .map(({ read }) => read)
      .join(),
  ).not.toContain("Processing");
});

it("a member is notified by their own alerts, and Slack is asked once an hour who they are", async (test) => {
  const { slack, people, groupOn, antcrm, clock, checksAlerts } = await twoPlatforms(test);
  const { lan } = groupOn("Slack");
  const [, member] = people.slack;
  const timesAsked = () =>
    slack.requests.filter(({ method, args }) => method === "users.info" && args.user === member.id).length;
  antcrm.world.addTicket({ TicketId: 17464, title: "Máy in hỏng", status: "New" });
  await lan.saysAlone("theo dõi phiếu 17464");
  await lan.readsAlone(/Đã đặt cảnh báo số 1/);
  for (const status of ["Processing", "Pending", "Closed"]) {
    clock.passes(10 * 60_000);
    antcrm.world.addTicket({ TicketId: 17464, title: "Máy in hỏng", status });
    await checksAlerts();
    await lan.readsAlone(new RegExp(status));
  }
  expect(timesAsked()).toBe(1);
});
