#!/bin/sh -e
# Makes the certificates of the TLS tests anew, self-signed and valid for a hundred years. Password of the key stores: changeit
cd "$(dirname "$0")"
make() { # NAME SUBJECT SAN KEY-OPTIONS...
  name=$1 subject=$2 san=$3; shift 3
  openssl req -x509 -nodes -days 36500 -newkey "$@" -subj "/CN=$subject" -addext "subjectAltName=$san" \
    -keyout "$name.key" -out "$name.crt" 2>/dev/null
}
make ec localhost DNS:localhost,IP:127.0.0.1 ec -pkeyopt ec_paramgen_curve:P-256
make rsa localhost DNS:localhost,IP:127.0.0.1 rsa:2048
make ed25519 localhost DNS:localhost,IP:127.0.0.1 ed25519
make other other.example.org DNS:other.example.org,DNS:*.wild.example.org ec -pkeyopt ec_paramgen_curve:P-256
make client client DNS:client ec -pkeyopt ec_paramgen_curve:P-256
for name in ec other client; do
  openssl pkcs12 -export -inkey $name.key -in $name.crt -name $name -passout pass:changeit -out $name.p12
done
openssl pkey -in rsa.key -traditional -out rsa-pkcs1.key
# A certificate that was good for a month of 2020, from an issuer of its own: a JDK trusts one that it was given by itself for ever.
issue() { keytool -genkeypair -storepass changeit -keystore expired.p12 -keyalg EC -startdate 2020/01/01 "$@"; }
rm -f expired.p12
issue -alias ca -dname CN=ca -validity 36500 -ext bc:c
issue -alias expired -dname CN=localhost -validity 30 -ext san=dns:localhost,ip:127.0.0.1 -signer ca
keytool -exportcert -rfc -storepass changeit -keystore expired.p12 -alias ca -file ca.crt
keytool -delete -storepass changeit -keystore expired.p12 -alias ca
