import type { TaskUser } from "../tasks.ts";

/** The support team as tasks name them. Their ids are the same in every world. */
export const TEAM = [
  { _id: "65211474393a22650d6cb901", firstname: "Lan", lastname: "Nguyễn", email: "lan.cskh@example.com" },
  { _id: "65211474393a22650d6cb902", firstname: "Minh", lastname: "Trần", email: "minh.cskh@example.com" },
  { _id: "65211474393a22650d6cb903", firstname: "Thảo", lastname: "Lê", email: "thao.sales@example.com" },
  { _id: "65211474393a22650d6cb904", firstname: "Tuấn", lastname: "Phạm", email: "tuan.sales@example.com" },
  { _id: "65211474393a22650d6cb905", firstname: "Hương", lastname: "Võ", email: "huong.tele@example.com" },
  { _id: "65211474393a22650d6cb906", firstname: "Phúc", lastname: "Đặng", email: "phuc.tele@example.com" },
] as const satisfies readonly TaskUser[];

export const [lan, minh] = TEAM;

/** E-mails of the staff for customers, deals and tickets. The last two of the team only make calls. */
export const STAFF = TEAM.slice(0, 4).map(({ email }) => email);
