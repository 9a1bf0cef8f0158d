/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "db/uke-db.h"
#include "feed/uke-audit-entry.h"

G_BEGIN_DECLS

/**
 * The server's register of devices and of those on their way in (doc/enrolment.md). Each function
 * that changes something is one transaction; the time is passed in. What a register holds is not
 * clinic data: it stands on the server alone and does not travel in the log.
 */

#define UKE_DEVICE_FINGERPRINT_SIZE 32
#define UKE_ENROL_CODE_DIGITS 8
#define UKE_ENROL_CODE_TRIES 5
#define UKE_ENROL_NONCE_SIZE 32
#define UKE_ENROL_LIFE_US (10 * 60 * (int64_t)1000000)

/** UkeRegistryState: stored as a number in `server_device.state`. */
typedef enum {
  UKE_REGISTRY_ENROLLED = 0,
  UKE_REGISTRY_REVOKED = 1,
} UkeRegistryState;

/**
 * UkeRegistryDevice:
 * @dev: its number, never given to another
 * @name: (owned): what people call it
 * @state: whether it may still come in
 * @enrolled_at_us: since when it is known
 * @expires_at_us: until when the certificate is good that it shows
 * @last_seen_us: when it last came, to the minute; 0 never
 * @version: (owned): of the program that last said hello, "" before the first time
 * @shows_next: it was found by the certificate that it was renewed to and had not shown yet
 * @audit_seq: how many records of its audit have come here; 0 where only one device was looked for
 *
 * One row of the register. Plain memory.
 */
typedef struct {
  uint32_t dev;
  char *name;
  UkeRegistryState state;
  int64_t enrolled_at_us;
  int64_t expires_at_us;
  int64_t last_seen_us;
  gboolean shows_next;
  char *version;
  int64_t audit_seq;
} UkeRegistryDevice;

/**
 * UkeDeviceNote:
 * @now_us: the time
 * @staff_id: who had it done; none where it was done at the server itself, or by the device
 * @at_dev: at which desk; 0 at the server
 * @version: (nullable): of the server
 *
 * What the clinic's audit says of a change in the register: it is written with the change or
 * neither is.
 */
typedef struct {
  int64_t now_us;
  UkeId staff_id;
  uint32_t at_dev;
  const char *version;
} UkeDeviceNote;

void uke_registry_device_free (UkeRegistryDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeRegistryDevice, uke_registry_device_free)

UkeRegistryDevice *uke_device_registry_find (UkeDb *db,
                                             const uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE],
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_device_registry_list (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_device_registry_touch (UkeDb *db,
                                    uint32_t dev,
                                    const uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE],
                                    int64_t now_us,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_device_registry_renew (UkeDb *db,
                                    uint32_t dev,
                                    const uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE],
                                    int64_t expires_at_us,
                                    const UkeDeviceNote *note,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_device_registry_revoke (UkeDb *db,
                                     uint32_t dev,
                                     const UkeDeviceNote *note,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_device_registry_rename (UkeDb *db,
                                     uint32_t dev,
                                     const char *name,
                                     const UkeDeviceNote *note,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** UkeEnrolmentState: stored as a number in `server_enrolment.state`. */
typedef enum {
  UKE_ENROLMENT_WAITS = 0,
  UKE_ENROLMENT_ACCEPTED = 1,
  UKE_ENROLMENT_REFUSED = 2,
} UkeEnrolmentState;

/**
 * UkeEnrolment:
 * @id: names it to the desk, and nobody else
 * @dev: the number it will have
 * @name: (owned): what it calls itself
 * @nonce: for the six words
 * @request: (owned): its certificate request, PEM
 * @state: what the administrator said
 * @is_confirmed: whether the person before the desk has agreed
 * @certificate: (owned) (nullable): what was issued, PEM
 * @expires_at_us: when it is over
 *
 * A device on its way in. Plain memory.
 */
typedef struct {
  UkeId id;
  uint32_t dev;
  char *name;
  uint8_t nonce[UKE_ENROL_NONCE_SIZE];
  char *request;
  UkeEnrolmentState state;
  gboolean is_confirmed;
  char *certificate;
  int64_t expires_at_us;
} UkeEnrolment;

void uke_enrolment_free (UkeEnrolment *enrolment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeEnrolment, uke_enrolment_free)

/** UkeEnrolRefusal: why a code did not let a device in. */
typedef enum {
  UKE_ENROL_OK,
  UKE_ENROL_WRONG_CODE,
  UKE_ENROL_NO_CODE,
} UkeEnrolRefusal;

gboolean uke_enrolment_make_code (UkeDb *db,
                                  int64_t now_us,
                                  char out_code[UKE_ENROL_CODE_DIGITS + 1],
                                  const UkeDeviceNote *note,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_enrolment_begin (UkeDb *db,
                              const char *code,
                              const char *name,
                              const char *request,
                              int64_t now_us,
                              UkeEnrolment **out_enrolment,
                              UkeEnrolRefusal *out_refusal,
                              unsigned *out_tries_left,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeEnrolment *uke_enrolment_get (UkeDb *db, const UkeId *id, int64_t now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_enrolment_list (UkeDb *db, int64_t now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_enrolment_confirm (UkeDb *db,
                                const UkeId *id,
                                int64_t now_us,
                                const UkeDeviceNote *note,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_enrolment_accept (UkeDb *db,
                               const UkeId *id,
                               const char *certificate,
                               const uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE],
                               int64_t expires_at_us,
                               int64_t now_us,
                               const UkeDeviceNote *note,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_enrolment_refuse (UkeDb *db,
                               const UkeId *id,
                               int64_t now_us,
                               const UkeDeviceNote *note,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_device_note_write (UkeDb *db,
                                const UkeDeviceNote *note,
                                UkeAuditKind kind,
                                uint32_t dev,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
