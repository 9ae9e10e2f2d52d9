import type { Calls } from "./calls.ts";
import { memberBody, type SegmentMember } from "./contacts-write.ts";
import { checkCount, checkObjectId } from "./input.ts";

export interface SegmentsApi {
  /**
   * Put customers into a segment, at most 100 in one request. No call lists a segment or takes somebody out again.
   * @param segmentId Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`
   * @throws AppError `refused`; `unclear` no readable answer came. There is nothing to look at afterwards: sending the
   *   same again is believed harmless [inferred]
   */
  setContacts(segmentId: string, members: readonly SegmentMember[]): Promise<void>;
}

/** At most this many in one request [seed 3.7]. */
const MANY = 100;

export function createSegments(calls: Calls): SegmentsApi {
  return {
    async setContacts(segmentId, members) {
      const body = {
        contacts: checkCount(members, "members", MANY).map(memberBody),
        segmentId: checkObjectId(segmentId, "segmentId"),
      };
      // Row 8: `Ok` is all that is documented of its answer, and JSON of any kind would be no surprise.
      await calls.write("POST", "/segments/set-contact", body, { anyJson: true });
    },
  };
}
