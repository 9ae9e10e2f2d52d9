/** Values that AntCRM publishes no list of, learned from the records that were read. */
export interface Learned {
  remember(list: string, values: readonly string[], at: Date): Promise<void>;
  values(list: string, limit?: number): Promise<string[]>;
}
