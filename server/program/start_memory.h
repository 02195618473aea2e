// What only the start needs: descriptions read, tables made, libraries set up.
#pragma once

namespace server {

// Gives it back to the system: free heap, and pages of code that are read again from the file
// when they are next run.
void GiveBackStartMemory();

}  // namespace server
