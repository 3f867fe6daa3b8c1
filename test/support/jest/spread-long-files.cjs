const Sequencer = require('@jest/test-sequencer').default;

/** What starts whole installations, or lives through a year: a minute each, whatever the size of the file says. */
const LONG = /\/test\/(e2e\/|ordeals\/|simulation\/|runtime\/supervision)/;

/**
 * The order in which files are handed out. A long file that comes last has the machine wait for it alone, and several
 * at once take each other's processor while their clocks run; so these are spread over the first half.
 */
module.exports = class SpreadLongFiles extends Sequencer {
  sort(tests) {
    const ordered = super.sort(tests);
    const long = ordered.filter(({ path }) => LONG.test(path));
    const short = ordered.filter(({ path }) => !LONG.test(path));
    const between = Math.floor(short.length / 2 / Math.max(1, long.length));
    return [
      ...long.flatMap((test, index) => [test, ...short.slice(index * between, (index + 1) * between)]),
      ...short.slice(long.length * between),
    ];
  }
};
