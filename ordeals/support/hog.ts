/**
 * To be loaded into processes with `--require`. SIGUSR2 keeps the event loop busy for ever, as a loop without an end
 * does that somebody wrote; SIGWINCH has the process need ever more memory.
 */
process.on('SIGUSR2', () => {
  for (;;);
});

process.on('SIGWINCH', () => {
  const held: object[] = [];
  for (;;) held.push({});
});
