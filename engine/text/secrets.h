// What must not be shown to whoever looks over somebody's shoulder.
#pragma once

#include <string>
#include <string_view>

namespace engine {

// The text with asterisks in the place of keys, tokens, passwords and signatures: values of
// JSON members and of query parameters that are called so, and private keys in PEM. Also where
// the text is cut in the middle of one.
std::string WithoutSecrets(std::string_view text);

}  // namespace engine
