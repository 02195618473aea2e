// How many files and connections this process may have open.
#pragma once

namespace server {

// As many as the system allows it; its children, too. Programs that only know select() may not
// like that: FewDescriptors is for starting them.
void AllowManyDescriptors();

// While it lives, the limit is what it was when the program began.
class FewDescriptors {
 public:
  FewDescriptors();
  ~FewDescriptors();
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;
};

}  // namespace server
