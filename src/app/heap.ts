import { setFlagsFromString } from "node:v8";

// A digest reads many records of AntCRM, each of which lives for a moment. V8 guesses from a few objects how long objects
// of their kind live. With eight pages in flight it guesses long, and puts the records into the old space, where they wait
// for a full collection. Measured over 100,000 ratings: 90 MB of garbage instead of 28, and a fifth more CPU.
setFlagsFromString("--no-allocation-site-pretenuring");
