import type { Connector } from '../connector';
import { personal } from '../marks';

export const loop: Connector = {
  values: {},
  token: 'static',
  operations: {
    notes: {
      makePage: {
        run: (notes, key) => notes.makePage(key, { title: personal(key).company, text: personal(key).text }),
      },
    },
  },
};
