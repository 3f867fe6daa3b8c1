/** The body of a PKCS #8 key that was made for the sandbox and opens nothing: there is no account that knows it. */
const BODY = [
  'MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDe7+7fvdOfBCA+VKU/BrCdAZ7mngdKiZQk62WTeV/BjkS+2xys',
  '4vQBfV0wSKh4iq5+/YrJF8lFl3t7PZIqLJLHf3KTgQFOeenKyKCj6m6+WO5FP3NS3HNRn51LI0S2qjuqa/4VZxaHuHKarBNf/ZtK',
  'XlhMWkOy+ZMW4oGo0dj+15oO+WOhAXmL1VdBQh5eT/jpghtv0wIabZsYESjsoqM/7KBoCt/lXbSf5wH4TbcK9/cIS3ZCqlDNsu1m',
  'h+6AahrVZg1gcg3qcak8Nc9hgCRB6yNUD6lku79x0YA6cjnyuN0hOZ4iOHJdqPRch6iaXNRz3w8OqoWyEdLVnqLHDNkzAgMBAAEC',
  'ggEAAbUoyUH0+wTXEmMnmOH+PFWk1/Nh7uo63kWHU6fcWekzEZswDwr1/4TsT9Beqf219HcQtxWdjxDn+zuvgO8yeKC7SfH1Bprc',
  'dZcv09GZ449e09z2jy3tHDTyyX6NqjCHoHiPS66sd4GsLw8eXt/cbqdmWb9fQWG0BLrbb2WcGeedNcVj8stKQPEejR0ROr4XH5EW',
  'kGcY7qvJpdwlaDhA9RftE3Ke9teufR8GhaE4EwH6KX4rKIu223H+4wUCKa158x+JJq18VNR+nxWyMKsuSmmyOvJwJJH2QFq8jwWl',
  '6J3/jQVDD5nY6cpwVnPm1Jw2OwncAYVgIY9qvT4Z5BlssQKBgQD+Hw6W7w2XZHw54LNy2wmSDG4ZknCTfAnF+m71+ELLeJR4Xp8X',
  'ZhoBucdiYpfxk1EX+ENqfCMOPQWk2qM3jYanrT2/3YYuVjm13NXfUeKPG3CvuRBLVzOav5M4feJJ05w9dvhd4vd1IrB768i2rjuP',
  '0qUGCk4xxKSBbM68YzwUHQKBgQDglduk0vp9EDWtETKzxOWT6jqykhVB3DzpsaCIcPpFPjl47gmpJzjSG2g4PRvqEaIx8kj9IeBM',
  'LEouh939/kqm3fc07KsakscE7PtV3fXTkpi4ocvQyinkR6ryL7UzTQ5CVS/e6iMmNjOPcaTK54TKnyQVknHscDUR1ojyhteBjwKB',
  'gQCgTP0KDwA22OdYJztrn2pZG8g0D2E+V8degMyQEqwn6AdYKvAWdYzAO+3fTSxl8jT8dtooCOigKbQuutCs0XT4vtqt9lKXVkMP',
  'SqALQH83IOsjngz+SaK+4kw/HYGqancreqnPp8XLuTc05JZ3Tk86OXlp5wROdqoDDp0Wz05trQKBgQCyTkhUVC0LnhL/lOfsUibz',
  'iMORgundoD28TIpnyUrqLrzyhgqlgb5bEedsvxeqftWHUhUg5ARwdblvt+9H+NzMHu5l1oECWAYqovvo8JB7qagW7l4jJl6cH0pZ',
  'fgce886eW4PmN34wmFfXSyLK9YU4WaEMf3hzf6KixvFznBr9gQKBgFv4bv7TBm86YtvGyGusunPHIoAJmYHsJPhRkfuDmm8VChQt',
  '2MqDJdjlMKqdqvvMGO0huIxnHBVohjwrbef3l44EzN75av7dZAAe0v/XqaxP3W4cxNSg9BgqmrHEnzcBxVlw2jOgDuIYBJ6kDAVF',
  'XtuPJoOCTHbyZDrs8LVg184n',
].join('\n');

/** PEM. Both ends of the sandbox use it where the settings name none. */
export const SANDBOX_PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----\n${BODY}\n-----END PRIVATE KEY-----\n`;
