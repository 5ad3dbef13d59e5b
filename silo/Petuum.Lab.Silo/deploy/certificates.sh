#!/bin/sh
# Makes an authority and a certificate signed by it, for trying things out: certificates.sh [FOLDER] [NAME]
# A cluster that lasts gets its own from cert-manager or the like: a certificate for both serverAuth and clientAuth.
set -eu
folder=${1:-certificates}
name=${2:-petuum}
mkdir -p "$folder"
cd "$folder"

openssl ecparam -name prime256v1 -genkey -noout -out ca.key
openssl req -x509 -new -key ca.key -sha256 -days 365 -subj "/CN=$name authority" -out ca.crt \
    -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null

openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out tls.key
openssl req -new -key tls.key -subj "/CN=$name" -out tls.csr
printf 'extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:%s\nbasicConstraints=CA:false\n' "$name" > tls.ext
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 90 -sha256 -extfile tls.ext \
    -out tls.crt 2>/dev/null
rm tls.csr tls.ext ca.srl
chmod 644 tls.key
echo "$(pwd): ca.crt tls.crt tls.key (ca.key signs others: keep it elsewhere)"
