/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"

#include <glib.h>

G_BEGIN_DECLS

/*
 * What a desk that joins and the server say to each other (doc/enrolment.md), as the desk writes
 * and reads it. Bytes from outside are scanned for size and depth before they are parsed.
 */

#define UKE_WIRE_NONCE_SIZE 32
#define UKE_WIRE_SIGNING_KEY_SIZE 32
#define UKE_WIRE_MAX_EPOCHS 16

/** UkeWireEnrolBegun: the code was right; two people now compare words. */
typedef struct {
  UkeId id;
  uint8_t nonce[UKE_WIRE_NONCE_SIZE];
  char *ca; /* (owned): PEM */
  int64_t expires_at_us;
  UkeId epochs[UKE_WIRE_MAX_EPOCHS]; /* of its history, the newest first */
  unsigned n_epochs;                 /* 0: it does not say */
} UkeWireEnrolBegun;

void uke_wire_enrol_begun_clear (UkeWireEnrolBegun *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkeWireEnrolBegun, uke_wire_enrol_begun_clear)

/** UkeWireEnrolled: both have agreed. */
typedef struct {
  uint32_t dev;
  char *certificate; /* (owned): PEM */
  char *ca;          /* (owned): PEM */
  uint8_t signing_key[UKE_WIRE_SIGNING_KEY_SIZE];
  char *uri; /* (owned) (nullable): where desks are served, when the server says it */
} UkeWireEnrolled;

void uke_wire_enrolled_clear (UkeWireEnrolled *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkeWireEnrolled, uke_wire_enrolled_clear)

/** UkeWireEnrolRefusal: why not. */
typedef enum {
  UKE_WIRE_ENROL_OK = 0,
  UKE_WIRE_ENROL_WRONG_CODE,
  UKE_WIRE_ENROL_NO_CODE,   /* none is good just now */
  UKE_WIRE_ENROL_REFUSED,   /* the administrator said no */
  UKE_WIRE_ENROL_OVER,      /* it took longer than the code lives */
  UKE_WIRE_ENROL_MALFORMED, /* the name, or a mistake of the program */
  UKE_WIRE_ENROL_BUSY,      /* too often in a short time, or the server is busy */
} UkeWireEnrolRefusal;

void uke_wire_enrol_write (const char *code, const char *request, const char *name, GString *json);
UkeWireEnrolRefusal uke_wire_enrol_refusal_read (unsigned status,
                                                 const char *json,
                                                 size_t size,
                                                 unsigned *out_tries_left);
gboolean uke_wire_enrol_begun_read (const char *json,
                                    size_t size,
                                    UkeWireEnrolBegun *out_begun,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_wire_enrolled_read (const char *json,
                                 size_t size,
                                 UkeWireEnrolled *out_enrolled,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_wire_renew_write (const char *request, GString *json);
gboolean uke_wire_renewed_read (const char *json,
                                size_t size,
                                char **out_certificate,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
