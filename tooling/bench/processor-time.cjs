// Loaded before a program: tells at its end how long the processor worked for it, in microseconds.
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(`${user + system}\n`);
});
