/** A message of ours that can be edited: an ordinary one, or one that only `user` sees (Bot API 10.2). */
export type MessageRef =
  | { chat: number; message: number }
  | { chat: number; ephemeral: number; user: number };
