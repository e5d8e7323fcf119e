// What the server asks of those who connect: nothing.

export const needsToken = false;
