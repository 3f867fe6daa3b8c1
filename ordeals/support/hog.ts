/**
 * To be loaded into processes with `--require`: SIGUSR2 keeps the event loop busy for ever, as a loop without an end
 * does that somebody wrote.
 */
process.on('SIGUSR2', () => {
  for (;;);
});
