import type { Calls } from "./calls.ts";
import type { Customer, CustomerFields } from "./contacts.ts";
import { notBuilt } from "./not-built.ts";

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

export function createSegments(_calls: Calls): SegmentsApi {
  return { setContacts: notBuilt };
}
