// Runs before the first paint, so that a remembered theme does not flash.
try {
  const theme = localStorage.getItem('twsj.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the page follows the system.
}
