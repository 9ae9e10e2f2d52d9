/** A static list of customers; its id is an ObjectId that the shop copies from the CRM's own screen [inferred]. */
export interface Segment {
  id: string;
  name: string;
  /** ObjectIds of the customers in it. */
  members: Set<string>;
}
