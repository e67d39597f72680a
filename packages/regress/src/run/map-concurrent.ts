/** Does at most `jobs` pieces of work at a time; answers in the order of the items. */
export async function mapConcurrent<Item, Answer>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item, index: number) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        answers[index] = await work(items[index] as Item, index);
      } catch (error) {
        // The others finish what they have begun and begin nothing new.
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.max(1, Math.min(jobs, items.length)) }, worker);
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return answers;
}
