"""What the installation remembers: releases, the pointer to the current one, and who did what when."""
