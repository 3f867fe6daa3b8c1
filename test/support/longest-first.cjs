const Sequencer = require('@jest/test-sequencer').default;

/** What starts whole installations, or lives through a year: a minute each, whatever the size of the file says. */
const LONG = /\/test\/(e2e|runtime|simulation)\//;

/** The order in which files are handed out: a long one that comes last has the machine wait for it alone. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const ordered = super.sort(tests);
    const isLong = ({ path }) => LONG.test(path);
    return [...ordered.filter(isLong), ...ordered.filter((test) => !isLong(test))];
  }
};
