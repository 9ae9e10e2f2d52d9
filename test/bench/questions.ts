/** A question, and the name on the card that answers it. */
export interface Question {
  /** `"0867123456"`, `"tìm lead 900001"` */
  text: string;
  name: string;
}

/** Creates a function that draws the questions in order, again and again. No customer comes twice in a row. */
export function createDraw(questions: readonly Question[]): () => Question {
  let next = 0;
  return () => {
    const question = questions[next++ % questions.length];
    if (question === undefined) throw new Error("there is nothing to ask");
    return question;
  };
}
