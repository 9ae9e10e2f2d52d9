import { fold } from "./fold.ts";

/** The forms of address before a person's name, as written: "anh An", "chị Bình". They are alternatives of a pattern. */
export const FORMS_OF_ADDRESS_WRITTEN = "anh|chị|cô|chú|bác|ông|bà";
/** The same folded: "anh|chi|co|chu|bac|ong|ba". */
export const FORMS_OF_ADDRESS = fold(FORMS_OF_ADDRESS_WRITTEN);
