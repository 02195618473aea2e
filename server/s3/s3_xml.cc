#include "server/s3/s3_xml.h"

#include <cstdint>
#include <utility>

#include "server/http/target.h"
#include "server/s3/s3_request.h"

namespace http {
namespace {

// XML 1.0 has no place for most control characters; S3 writes them so nevertheless. Bytes that
// are not UTF-8, of a header that is repeated in an error, become U+FFFD.
std::string Escaped(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  const bool is_utf8 = IsUtf8(text);
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      escaped += "&#" + std::to_string(static_cast<int>(c)) + ";";
    } else if (!is_utf8 && static_cast<unsigned char>(c) > 0x7f) {
      escaped += "\xef\xbf\xbd";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

[[noreturn]] void Malformed() {
  throw S3Error(400, "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our "
                "published schema");
}

void AppendUtf8(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xc0 | code >> 6);
    text += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xe0 | code >> 12);
    text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    text += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    text += static_cast<char>(0xf0 | code >> 18);
    text += static_cast<char>(0x80 | (code >> 12 & 0x3f));
    text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    text += static_cast<char>(0x80 | (code & 0x3f));
  }
}

// "#65" or "#x41".
std::uint32_t CharacterNumber(std::string_view name) {
  const bool hexadecimal = name.starts_with("#x");
  name.remove_prefix(hexadecimal ? 2 : 1);
  if (name.empty() || name.size() > 7) Malformed();
  std::uint32_t code = 0;
  for (const char c : name) {
    const std::size_t digit =
        std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
    if (digit == std::string_view::npos || (!hexadecimal && digit > 9)) Malformed();
    code = code * (hexadecimal ? 16 : 10) + static_cast<std::uint32_t>(digit);
  }
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  if (code == 0 || surrogate || code > 0x10ffff) Malformed();
  return code;
}

std::string Unescaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::size_t amp = text.find('&');
    plain += text.substr(0, amp);
    if (amp == std::string_view::npos) break;
    text.remove_prefix(amp + 1);
    const std::size_t end = text.find(';');
    if (end == std::string_view::npos || end == 0) Malformed();
    const std::string_view name = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (name.front() == '#') {
      AppendUtf8(plain, CharacterNumber(name));
      continue;
    }
    constexpr std::pair<std::string_view, char> kNames[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    bool known = false;
    for (const auto& [wanted, c] : kNames) {
      if (name != wanted) continue;
      plain += c;
      known = true;
    }
    if (!known) Malformed();
  }
  return plain;
}

std::string_view NameOf(std::string_view tag) {
  const std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

Xml::Xml(std::string_view root, bool with_namespace)
    : text_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<") {
  text_ += root;
  if (with_namespace) text_ += " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
  text_ += '>';
  open_.emplace_back(root);
}

Xml& Xml::Open(std::string_view name) {
  text_.append("<").append(name).append(">");
  open_.emplace_back(name);
  return *this;
}

Xml& Xml::Close() {
  text_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

Xml& Xml::Put(std::string_view text) {
  text_ += Escaped(text);
  return *this;
}

Xml& Xml::Leaf(std::string_view name, std::string_view text) {
  return Open(name).Put(text).Close();
}

std::string Xml::Text() {
  while (!open_.empty()) Close();
  return std::move(text_);
}

std::vector<XmlLeaf> ReadXml(std::string_view text) {
  std::vector<XmlLeaf> leaves;
  std::vector<std::string> open;
  bool is_leaf = false;  // nothing but text since the last opening tag
  std::string content;
  while (!text.empty()) {
    const std::size_t tag_begin = text.find('<');
    content += text.substr(0, tag_begin);
    if (tag_begin == std::string_view::npos) break;
    text.remove_prefix(tag_begin + 1);
    const bool comment = text.starts_with("!--");
    const std::size_t end = text.find(comment ? "-->" : ">");
    if (end == std::string_view::npos || end == 0) Malformed();
    const std::string_view tag = text.substr(0, end);
    text.remove_prefix(end + (comment ? 3 : 1));
    if (tag.front() == '?' || comment) continue;
    if (tag.front() == '!') Malformed();  // no document types: nobody needs them here
    if (tag.front() == '/') {
      if (open.empty() || NameOf(tag.substr(1)) != open.back()) Malformed();
      const std::string name = std::move(open.back());
      open.pop_back();
      if (is_leaf)
        leaves.push_back({open.empty() ? "" : open.back(), name, Unescaped(content)});
      is_leaf = false;
    } else if (tag.back() == '/') {
      leaves.push_back({open.empty() ? "" : open.back(), std::string(NameOf(tag)), ""});
      is_leaf = false;
    } else {
      if (open.size() == 16) Malformed();
      open.emplace_back(NameOf(tag));
      is_leaf = true;
    }
    content.clear();
  }
  if (!open.empty()) Malformed();
  return leaves;
}

}  // namespace http
