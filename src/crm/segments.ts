import type { Calls } from "./calls.ts";
import { memberBody, type SegmentMember } from "./contacts-write.ts";
import { checkCount, checkObjectId } from "./input.ts";

export interface SegmentsApi {
  /**
   * Adds customers to a segment, at most 100 in one request. No call lists or removes members.
   * @param segmentId Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`
   * @throws AppError `refused`; `unclear` without a readable answer. Sending the same again is believed harmless: see
   *   src/crm/API.md#post-segmentsset-contact
   */
  setContacts(segmentId: string, members: readonly SegmentMember[]): Promise<void>;
}

/** The maximum in one request: src/crm/API.md#post-segmentsset-contact */
const MANY = 100;

export function createSegments(calls: Calls): SegmentsApi {
  return {
    async setContacts(segmentId, members) {
      const body = {
        contacts: checkCount(members, "members", MANY).map(memberBody),
        segmentId: checkObjectId(segmentId, "segmentId"),
      };
      // The answer is `Ok` or any JSON: src/crm/API.md#post-segmentsset-contact
      await calls.write("POST", "/segments/set-contact", body, { anyJson: true });
    },
  };
}
