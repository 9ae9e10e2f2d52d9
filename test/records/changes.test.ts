import { describe, expect, it } from "vitest";
import { bodyOf, changesTo, heldOf, newBody } from "../../src/records/changes.ts";
import { type FieldKind, line, recordOf } from "../../src/records/record.ts";

interface Account {
  app: string;
  handle: string;
}

/** Returns the kind of a field with one account of a list of accounts. The list is sent whole. */
const accountOf = (app: string): FieldKind<readonly Account[]> => {
  const handleIn = (accounts: readonly Account[] | null) =>
    accounts?.find((one) => one.app === app)?.handle ?? "";
  const others = (accounts: readonly Account[] | null) => (accounts ?? []).filter((one) => one.app !== app);
  return {
    typedAs: "line",
    read: (handle, held) => [...others(held), { app, handle }],
    cleared: others,
    typed: handleIn,
    shown: handleIn,
    compared: handleIn,
  };
};

interface Person {
  name: string;
  im: readonly Account[];
}

const { field, defineRecord } = recordOf<Person, Person>();
const im = (app: string) =>
  field(accountOf(app), {
    key: "im",
    label: { en: app, vi: app },
    held: (person) => person.im,
    create: {},
    edit: { clearable: true },
  });
const record = defineRecord({
  fields: {
    name: field(line, {
      key: "name",
      label: { en: "Name", vi: "Tên" },
      held: ({ name }) => name,
      create: {},
      edit: {},
    }),
    zalo: im("zalo"),
    facebook: im("facebook"),
  },
});

const an: Person = {
  name: "An",
  im: [
    { app: "zalo", handle: "an" },
    { app: "viber", handle: "an" },
  ],
};

describe("fields that are sent in one property", () => {
  it("are all sent when they are changed together", () => {
    const changes = changesTo(record, an, { name: "Bình", zalo: "binh", facebook: "binh.fb" });

    expect(bodyOf(changes)).toEqual({
      name: "Bình",
      im: [
        { app: "viber", handle: "an" },
        { app: "zalo", handle: "binh" },
        { app: "facebook", handle: "binh.fb" },
      ],
    });
    expect(bodyOf(changesTo(record, an, { zalo: "-", facebook: "binh.fb" }))).toEqual({
      im: [
        { app: "viber", handle: "an" },
        { app: "facebook", handle: "binh.fb" },
      ],
    });
  });

  it("are all sent with a new record", () => {
    expect(newBody(record, { name: "An", zalo: "an", facebook: "an.fb" })).toEqual({
      name: "An",
      im: [
        { app: "zalo", handle: "an" },
        { app: "facebook", handle: "an.fb" },
      ],
    });
  });

  it("are each compared when the record is read again", () => {
    const heldBy = (person: Person) => heldOf(changesTo(record, person, { zalo: "b", facebook: "b" }));

    expect(heldBy({ ...an, im: [{ app: "zalo", handle: "c" }] })).not.toEqual(heldBy(an));
    expect(heldOf(changesTo(record, an, { name: "Bình" }))).toEqual({ name: "An" });
  });
});
