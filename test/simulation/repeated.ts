/**
 * Does it again when it fails: connections that an outage has broken are found out one by one, and a machine that is busy
 * with other tests lets a transaction wait.
 */
export async function repeated<T>(round: () => Promise<T>, timesLeft = 5): Promise<T> {
  try {
    return await round();
  } catch (error) {
    if (timesLeft === 0) throw error;
    return await repeated(round, timesLeft - 1);
  }
}
