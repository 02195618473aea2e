// What is different where a person reads at a terminal.
#pragma once

#include <string>

namespace server {

enum class Paint { kBold, kRed, kYellow };

bool IsTerminal(int descriptor);

// Not where NO_COLOR is set (https://no-color.org), nor on a dumb terminal.
bool ShowsColours(int descriptor);

// The text, as it is where no colours are shown.
std::string Painted(int descriptor, Paint paint, const std::string& text);

// To standard error, one line: "iot-jobs-local: the text".
void Complain(const std::string& text);

}  // namespace server
