#!/bin/sh
# Makes an authority and a certificate signed by it, for trying things out: certificates.sh [FOLDER] [NAME]
# FOLDER gets what silos and clients are given; the authority's key, which signs others, goes to FOLDER.authority.
# A cluster that lasts gets its own from cert-manager or the like: a certificate for both serverAuth and clientAuth.
set -eu
folder=${1:-certificates}
name=${2:-petuum}
folder=${folder%/}
mkdir -p "$folder" "$folder.authority"
chmod 700 "$folder.authority"
authority=$(cd "$folder.authority" && pwd)
cd "$folder"

openssl ecparam -name prime256v1 -genkey -noout -out "$authority/ca.key"
chmod 600 "$authority/ca.key"
openssl req -x509 -new -key "$authority/ca.key" -sha256 -days 365 -subj "/CN=$name authority" -out ca.crt \
    -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null

openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out tls.key
openssl req -new -key tls.key -subj "/CN=$name" -out "$authority/tls.csr"
printf 'extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:%s\nbasicConstraints=CA:false\n' "$name" \
    > "$authority/tls.ext"
openssl x509 -req -in "$authority/tls.csr" -CA ca.crt -CAkey "$authority/ca.key" -CAcreateserial \
    -CAserial "$authority/ca.srl" -days 90 -sha256 -extfile "$authority/tls.ext" -out tls.crt 2>/dev/null
rm "$authority/tls.csr" "$authority/tls.ext" "$authority/ca.srl"
# The key of the authority that was replaced, if it was made when both went to one folder.
rm -f ca.key
chmod 644 tls.key
echo "$(pwd): ca.crt tls.crt tls.key"
echo "$authority: ca.key, which signs others: no silo needs it"
