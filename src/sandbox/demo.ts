import { openHouse } from "./demo/house.ts";
import { createPaint } from "./demo/paint.ts";
import { playTour } from "./demo/tour/tour.ts";
import { createTranscript } from "./demo/transcript.ts";

const paint = createPaint(process.stdout, process.env);
const transcript = createTranscript((text) => process.stdout.write(text), paint);
const house = await openHouse((line) => process.stderr.write(`${line}\n`));
const ok = await playTour(house, transcript);
await house.close();
process.exitCode = ok ? 0 : 1;
