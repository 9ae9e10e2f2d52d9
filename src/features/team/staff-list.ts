export const STAFF = "staff";
