#include "server/s3/request/s3_xml.h"

#include <expat.h>

#include <memory>
#include <utility>

#include "server/http/message/target.h"
#include "server/s3/request/s3_request.h"

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

constexpr std::size_t kDeepest = 16;

// What Expat tells while it reads.
struct Reader {
  XML_Parser parser;
  std::vector<XmlLeaf> leaves;

  struct Element {
    std::string name;
    std::size_t place = 0;
  };

  std::vector<Element> open;
  std::size_t elements = 0;
  std::string text;      // since the last tag
  bool is_leaf = false;  // nothing but text since the last opening tag
};

// Nothing may be thrown through Expat, which is C.
void Refuse(Reader& reader) {
  XML_StopParser(reader.parser, /*resumable=*/XML_FALSE);
}

void OnOpening(void* data, const char* name, const char**) {
  auto& reader = *static_cast<Reader*>(data);
  if (reader.open.size() == kDeepest) return Refuse(reader);
  const std::string_view whole(name);
  const std::string_view name_alone = whole.substr(whole.find(':') + 1);  // npos + 1 is 0
  reader.open.push_back({std::string(name_alone), ++reader.elements});
  reader.text.clear();
  reader.is_leaf = true;
}

void OnClosing(void* data, const char*) {
  auto& reader = *static_cast<Reader*>(data);
  std::string name = std::move(reader.open.back().name);
  reader.open.pop_back();
  if (reader.is_leaf) {
    const Reader::Element parent = reader.open.empty() ? Reader::Element() : reader.open.back();
    reader.leaves.push_back(
        {parent.name, std::move(name), std::move(reader.text), parent.place});
  }
  reader.text.clear();
  reader.is_leaf = false;
}

void OnText(void* data, const char* text, int size) {
  static_cast<Reader*>(data)->text.append(text, static_cast<std::size_t>(size));
}

// Nobody needs document types here, and entities are declared nowhere else.
void OnDocumentType(void* data, const char*, const char*, const char*, int) {
  Refuse(*static_cast<Reader*>(data));
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

void MalformedXml() {
  throw S3Error(400, "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our "
                "published schema");
}

void SetOnce(std::optional<std::string>& member, const XmlLeaf& leaf) {
  if (member) MalformedXml();
  member = leaf.text;
}

std::vector<XmlLeaf> ReadXml(std::string_view text) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), XML_ParserFree);
  Reader reader{.parser = parser.get()};
  XML_SetUserData(parser.get(), &reader);
  XML_SetElementHandler(parser.get(), OnOpening, OnClosing);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), OnDocumentType);
  if (XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()),
                /*isFinal=*/XML_TRUE) != XML_STATUS_OK) {
    MalformedXml();
  }
  return std::move(reader.leaves);
}

}  // namespace http
