import type { Calls } from "./calls.ts";
import type { Customer, CustomerFields } from "./contacts.ts";
import { memberBody } from "./contacts-write.ts";
import { checkCount, checkObjectId } from "./input.ts";

/**
 * Somebody to put into a segment: the fields of a customer, of whom only the name is required [seed 3.7]. By what
 * AntCRM knows somebody again is not documented: give phones or e-mails as they stand in the CRM, and the code where known.
 */
export interface SegmentMember extends CustomerFields {
  name: string;
  customerIdApiRing?: string;
  /** Absent: not sent. */
  kind?: Customer["kind"];
}

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
