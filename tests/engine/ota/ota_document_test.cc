#include "engine/ota/ota_document.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;

const json kCustom = {{"customCodeSigning",
                       {{"signature", {{"inlineDocument", "TUVRQ0lGLi4u"}}},
                        {"certificateChain", {{"certificateName", "/certs/own.crt"}}},
                        {"hashAlgorithm", "SHA256"},
                        {"signatureAlgorithm", "ECDSA"}}}};

TEST(OtaDocument, HasTheMembersThatDevicesReadInTheirOrder) {
  EXPECT_EQ(OtaDocument({"MQTT"}, "AFR_OTA-1",
                        {{.path = "/device/updates",
                          .size = 592447,
                          .type = 0,
                          .certificate_path = "/certs/sign.crt",
                          .signature = FileSignature{"sig-sha256-ecdsa", "MEQCIF"}}}),
            R"({"afr_ota":{"protocols":["MQTT"],"streamname":"AFR_OTA-1","files":[)"
            R"({"filepath":"/device/updates","filesize":592447,"fileid":0,)"
            R"("certfile":"/certs/sign.crt","fileType":0,"sig-sha256-ecdsa":"MEQCIF"}]}})");
}

TEST(OtaDocument, OverHttpHasAUrlAndNoStream) {
  EXPECT_EQ(OtaDocument({"HTTP"}, "", {{.path = "f", .size = 1, .id = 2, .url = "http://u"}}),
            R"({"afr_ota":{"protocols":["HTTP"],"files":[{"filepath":"f","filesize":1,)"
            R"("fileid":2,"update_data_url":"http://u","auth_scheme":"aws.s3.presigned"}]}})");
}

TEST(CodeSigning, OfTheCallerIsNamedInLowerCase) {
  EXPECT_EQ(ReadSignedBy(kCustom), SignedBy::kCaller);
  EXPECT_EQ(CallersSignature(kCustom).name, "sig-sha256-ecdsa");
  EXPECT_EQ(CallersSignature(kCustom).value, "TUVRQ0lGLi4u");
  EXPECT_EQ(CertificatePath(kCustom), "/certs/own.crt");
}

TEST(CodeSigning, OfASignerSaysWhereTheCertificateIs) {
  const json signing = {{"startSigningJobParameter",
                         {{"signingProfileParameter", {{"certificatePathOnDevice", "/c"}}}}}};
  EXPECT_EQ(ReadSignedBy(signing), SignedBy::kSigner);
  EXPECT_EQ(CertificatePath(signing), "/c");
  EXPECT_EQ(CertificatePath({{"awsSignerJobId", "j"}}), "");
}

TEST(CodeSigning, IsRefusedWhereItSaysTwoThingsOrNothing) {
  json both = kCustom;
  both["awsSignerJobId"] = "j";
  EXPECT_EQ(RefusalName([&] { ReadSignedBy(both); }), "InvalidRequest");
  EXPECT_EQ(RefusalName([] { ReadSignedBy(json::object()); }), "InvalidRequest");
}

TEST(CodeSigning, OfTheCallerMustBeWhole) {
  for (const char* member : {"signature", "hashAlgorithm", "signatureAlgorithm"}) {
    json lacking = kCustom;
    lacking["customCodeSigning"].erase(member);
    EXPECT_EQ(RefusalName([&] { CallersSignature(lacking); }), "InvalidRequest") << member;
  }
  json no_base64 = kCustom;
  no_base64["customCodeSigning"]["signature"]["inlineDocument"] = "!";
  EXPECT_EQ(RefusalName([&] { CallersSignature(no_base64); }), "InvalidRequest");
}

}  // namespace
}  // namespace engine
