import type { RecordKind } from "../cards/card.ts";
import { fold } from "../understanding/fold.ts";
import { type Conversation, isLastShown } from "./conversation.ts";
import { type Pointed, type PointingPorts, settled } from "./pointing.ts";

const END = "(?: (?:phieu|no|nay|do|nua|di|nha|nhe|em|giup|gium|a|luon)){0,5}[.! ]*$";
const LEAD = "^(?:(?:thoi|a|da|e|em|bot|khoan) )*";
const NO_LONGER = "(?:dung|khoi|khong|ko|k|bo|ngung|huy|stop)(?: can| phai| co)?";

/** "Thôi đừng theo dõi nữa", "khỏi gửi báo cáo nữa", with the words that ask to remove what is meant. */
const ENDINGS: readonly { kind: RecordKind; said: RegExp; request: string }[] = [
  {
    kind: "alert",
    said: new RegExp(`${LEAD}${NO_LONGER} (?:theo doi|canh bao|bao|following|watching)${END}`, "u"),
    request: "bỏ cảnh báo số",
  },
  {
    kind: "digest",
    said: new RegExp(`${LEAD}${NO_LONGER} (?:gui )?(?:bao cao|gui)${END}`, "u"),
    request: "xoá báo cáo số",
  },
];

/** Understands "thôi đừng theo dõi nữa" right after an alert was set or shown. The command asks before it removes one. */
export function understandUnfollowing(
  text: string,
  conversation: Conversation,
  ports: PointingPorts,
): Pointed | null {
  const folded = fold(text).trim();
  const ending = ENDINGS.find(({ kind, said }) => said.test(folded) && isLastShown(kind, conversation));
  const record = conversation.records.find(({ kind }) => kind === ending?.kind);
  if (ending === undefined || record === undefined) return null;
  return settled(
    ports.understand(`${ending.request} ${record.reference}`),
    [{ record, said: text }],
    ports.registry,
  );
}
