// What the server asks of those who connect: a token. Served as access.js with the profile "secure".

export const needsToken = true;
