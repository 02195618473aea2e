// The encodings of S3's request bodies: aws-chunked, and XML.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/s3/request/aws_chunked.h"
#include "server/s3/request/s3_request.h"
#include "server/s3/request/s3_xml.h"

namespace http {
namespace {

TEST(AwsChunked, IsDecodedHoweverItIsCut) {
  const std::string signed_body =
      "5;chunk-signature=ab\r\nhello\r\n6;chunk-signature=cd\r\n world\r\n"
      "0;chunk-signature=ef\r\n\r\n";
  const std::string with_trailer = "b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
  for (const std::string& body : {signed_body, with_trailer}) {
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
      AwsChunkedDecoder decoder;
      std::string content;
      const auto take = [&](std::string_view piece) { content += piece; };
      decoder.Take(body.substr(0, cut), take);
      decoder.Take(body.substr(cut), take);
      EXPECT_EQ(content, "hello world") << cut;
      EXPECT_TRUE(decoder.is_complete());
    }
  }
}

TEST(AwsChunked, TrailersAreRead) {
  AwsChunkedDecoder decoder;
  decoder.Take("0\r\nX-Amz-Checksum-CRC32: AAAA \r\nx-amz-trailer-signature:00\r\n\r\n",
               [](std::string_view) {});
  EXPECT_THAT(decoder.trailers(),
              testing::ElementsAre(testing::Pair("x-amz-checksum-crc32", "AAAA"),
                                   testing::Pair("x-amz-trailer-signature", "00")));
}

TEST(AwsChunked, IsCompleteOnceItsLastChunkHasCome) {
  for (const char* body : {"", "0", "1\r\na", "1\r\na\r\n", "0\r\nhalf:a trailer"}) {
    AwsChunkedDecoder decoder;
    decoder.Take(body, [](std::string_view) {});
    EXPECT_FALSE(decoder.is_complete()) << body;
  }
  AwsChunkedDecoder decoder;
  decoder.Take("0\r\n", [](std::string_view) {});
  EXPECT_TRUE(decoder.is_complete());
}

TEST(AwsChunked, WhatIsNotInItIsRefused) {
  for (const char* body :
       {"hello\r\n", "\r\n", "-1\r\n", "2\r\nabc\r\n", "fffffffffffffffff\r\n",
        "0\r\nno trailer\r\n", "0\r\n:\r\n", "0\r\n\r\nmore"}) {
    AwsChunkedDecoder decoder;
    EXPECT_THROW(decoder.Take(body, [](std::string_view) {}), S3Error) << body;
  }
  AwsChunkedDecoder decoder;
  EXPECT_THROW(decoder.Take(std::string(5000, '0'), [](std::string_view) {}), S3Error);
}

std::string Leaves(const std::string& text) {
  std::string leaves;
  for (const XmlLeaf& leaf : ReadXml(text)) {
    leaves += leaf.parent + "/" + leaf.name + "=" + leaf.text + " ";
  }
  return leaves;
}

TEST(S3Xml, LeavesAreReadInOrder) {
  EXPECT_EQ(
      Leaves("<?xml version=\"1.0\"?><!-- x > y --><D xmlns=\"n\"><O><Key>a &lt;&#65;&#x42;"
             "&gt;</Key><V/></O><s:Quiet>true</s:Quiet></D>"),
      "O/Key=a <AB> O/V= D/Quiet=true ");
}

TEST(S3Xml, LeavesOfOneElementHaveOnePlace) {
  const auto leaves = ReadXml("<D><O><A/><B/></O><O><A/></O></D>");
  ASSERT_EQ(leaves.size(), 3U);
  EXPECT_EQ(leaves[0].parent_place, leaves[1].parent_place);
  EXPECT_NE(leaves[1].parent_place, leaves[2].parent_place);
}

TEST(S3Xml, TextIsReadHoweverItIsWritten) {
  EXPECT_EQ(Leaves("<O><Key>a<!-- b --><![CDATA[<&>]]> c</Key><Id>\r\n</Id></O>"),
            "O/Key=a<&> c O/Id=\n ");
}

TEST(S3Xml, WhatIsNotWellFormedIsRefused) {
  for (const std::string text :
       {"<a>", "<a></b>", "</a>", "<a", "<>", "<a>&x;</a>", "<a>&#x110000;</a>",
        "<a>&#xD800;</a>", "<a>&#0;</a>", "<a>& </a>", "<!DOCTYPE a><a/>", "", "a", "<a/><b/>",
        "<a b></a>", "<a>\x01</a>", "<a>\xff</a>",
        "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;&b;</a>"}) {
    EXPECT_THROW(ReadXml(text), S3Error) << text;
  }
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_THROW(ReadXml(deep), S3Error);
}

TEST(S3Xml, TextIsEscaped) {
  EXPECT_EQ(Xml("A", false).Leaf("B", "<&\">\x01").Text(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<A><B>&lt;&amp;&quot;&gt;&#1;</B></A>");
}

TEST(S3Xml, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(Xml("A", false).Leaf("B", "\xc3\xbc").Leaf("C", "c\xff").Text(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<A><B>\xc3\xbc</B><C>c\xef\xbf\xbd</C></A>");
}

}  // namespace
}  // namespace http
