package main

import (
	"context"
	"crypto/tls"
	"net/url"
	"strings"

	"golang.org/x/crypto/acme/autocert"

	"stagedoor"
)

// certificates are where autocert keeps what it got, in the database, so that
// a second node and a new machine have it too.
type certificates interface {
	Certificate(ctx context.Context, name string) ([]byte, error) // a NotFound error when there is none
	SaveCertificate(ctx context.Context, name string, data []byte) error
	RemoveCertificate(ctx context.Context, name string) error
}

// tlsConfig reads --tls: "off", "auto" (ACME for the public URL's host), or
// "CERT,KEY", two PEM files. Nil means plain HTTP.
func tlsConfig(flag string, public *url.URL, kept certificates) (*tls.Config, error) {
	switch flag {
	case "", "off":
		return nil, nil
	case "auto":
		if public == nil || public.Scheme != "https" {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "--tls auto needs --public-url https://your.conference: the certificate is for that name.")
		}
		m := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			HostPolicy: autocert.HostWhitelist(public.Hostname()),
			Cache:      certificateCache{kept},
		}
		return m.TLSConfig(), nil
	}
	cert, key, ok := strings.Cut(flag, ",")
	if !ok {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "--tls is off, auto, or two files: CERT,KEY. It is not %q.", flag)
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The certificate %s and its key %s cannot be used.", Args: []any{cert, key}, Err: err}
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2", "http/1.1"}}, nil
}

// certificateCache lets autocert keep its files with certificates.
type certificateCache struct{ kept certificates }

func (c certificateCache) Get(ctx context.Context, name string) ([]byte, error) {
	data, err := c.kept.Certificate(ctx, name)
	if stagedoor.KindOf(err) == stagedoor.NotFound {
		return nil, autocert.ErrCacheMiss // compared with ==
	}
	return data, err
}

func (c certificateCache) Put(ctx context.Context, name string, data []byte) error {
	return c.kept.SaveCertificate(ctx, name, data)
}

func (c certificateCache) Delete(ctx context.Context, name string) error {
	return c.kept.RemoveCertificate(ctx, name)
}
