/** Something to ask, and whose card must come. */
export interface Question {
  /** `"0867123456"`, `"tìm lead 900001"` */
  text: string;
  name: string;
}

/** One after the other, and from the start again: never the same customer twice in a row. */
export function createDraw(questions: readonly Question[]): () => Question {
  let next = 0;
  return () => {
    const question = questions[next++ % questions.length];
    if (question === undefined) throw new Error("there is nothing to ask");
    return question;
  };
}
