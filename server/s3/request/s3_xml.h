// The XML that S3 speaks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// Writes a document, element by element.
class Xml {
 public:
  // Begins the root. S3's namespace is given to all but errors.
  explicit Xml(std::string_view root, bool with_namespace = true);

  Xml& Open(std::string_view name);
  Xml& Close();
  Xml& Put(std::string_view text);
  Xml& Leaf(std::string_view name, std::string_view text);

  // The whole document; everything that is open is closed.
  std::string Text();

 private:
  std::string text_;
  std::vector<std::string> open_;
};

// An element that holds text only, and the name of the one around it.
struct XmlLeaf {
  std::string parent;
  std::string name;
  std::string text;
  std::size_t parent_place = 0;  // in the document: the same for leaves of one element
};

// Throws S3Error.
[[noreturn]] void MalformedXml();

// A member of an element, which may not be there twice. Throws MalformedXml.
void SetOnce(std::optional<std::string>& member, const XmlLeaf& leaf);

// The leaves of a document in order. Comments, attributes and namespaces are passed over.
// Throws MalformedXml, for a document type or more than 16 levels too.
std::vector<XmlLeaf> ReadXml(std::string_view text);

}  // namespace http
