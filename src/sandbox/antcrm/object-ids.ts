import type { Random } from "./random.ts";

/** Makes the id of a record created at this time (epoch ms): `"6613a508dc31dd206d0239b5"`. */
export type MakeObjectId = (createdAt: number) => string;

/** Makes Mongo ObjectIds: 8 hex digits of seconds, 10 of the machine, 6 of a counter. See src/crm/API.md#objectids */
export function createObjectIds(random: Random): MakeObjectId {
  const machine = hex(random.whole(0, 0xffffffff), 8) + hex(random.whole(0, 0xff), 2);
  let counter = random.whole(0, 0xffff);

  return (createdAt) => {
    counter = (counter + 1) & 0xffffff;
    return hex(Math.floor(createdAt / 1000), 8) + machine + hex(counter, 6);
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
