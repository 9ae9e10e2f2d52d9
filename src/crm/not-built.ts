import { AppError } from "../errors.ts";

export async function notBuilt(): Promise<never> {
  throw new AppError("bug", "not built yet");
}
