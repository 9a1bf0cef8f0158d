/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"

#include <glib.h>

G_BEGIN_DECLS

/*
 * What desks ask the server about each other (doc/wire.md, Devices): plain memory, and their JSON.
 * Readers take bytes from outside, as those of uke-wire.h do. Thread: any.
 */

#define UKE_WIRE_MAX_DEVICES 1000
#define UKE_WIRE_CODE_DIGITS 8
#define UKE_WIRE_MAX_NAME_CHARS 40

/** UkeWireDevice: a desk as the server knows it. */
typedef struct {
  uint32_t dev;
  char *name; /* (owned) */
  gboolean is_revoked;
  int64_t enrolled_at_us;
  int64_t expires_at_us; /* of its certificate */
  int64_t last_seen_us;  /* 0: never */
  char *version;         /* (owned): of the program that last said hello; "" for none */
  int64_t audit;         /* how many records of its audit the server has */
} UkeWireDevice;

/** UkeWireDevices: all of them, by number. */
typedef struct {
  int64_t at_us;
  uint32_t self;      /* the one that asked; 0: none did */
  GPtrArray *devices; /* (owned): UkeWireDevice */
} UkeWireDevices;

/** UkeWireErrand: what somebody at a desk wants done about desks. */
typedef struct {
  UkeId staff_id;
  char *name; /* (owned) (nullable): the new one, of a renaming */
} UkeWireErrand;

/** UkeWireInvitation: with this a desk may join. */
typedef struct {
  char code[UKE_WIRE_CODE_DIGITS + 1];
  int64_t expires_at_us;
} UkeWireInvitation;

/** UkeWireGuest: a desk on its way in. */
typedef struct {
  uint32_t dev;
  char *name;            /* (owned) */
  char *words;           /* (owned): six, with spaces between */
  gboolean is_confirmed; /* the person before it has agreed */
  int64_t expires_at_us;
} UkeWireGuest;

UkeWireDevices *uke_wire_devices_new (void);
void uke_wire_devices_add (UkeWireDevices *self, const UkeWireDevice *device);
void uke_wire_devices_free (UkeWireDevices *self);
void uke_wire_devices_write (const UkeWireDevices *self, GString *json);
UkeWireDevices *
uke_wire_devices_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWireDevices, uke_wire_devices_free)

void uke_wire_errand_free (UkeWireErrand *self);
void uke_wire_errand_write (const UkeWireErrand *self, GString *json);
UkeWireErrand *
uke_wire_errand_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWireErrand, uke_wire_errand_free)

void uke_wire_invitation_write (const UkeWireInvitation *self, GString *json);
gboolean uke_wire_invitation_read (const char *json,
                                   size_t size,
                                   UkeWireInvitation *out_invitation,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type UkeWireGuest) */
GPtrArray *uke_wire_guests_new (void);
void uke_wire_guests_add (GPtrArray *guests, const UkeWireGuest *guest);
void uke_wire_guests_write (GPtrArray *guests, GString *json);
GPtrArray *
uke_wire_guests_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The device that something was done about. */
void uke_wire_done_write (uint32_t dev, GString *json);
gboolean uke_wire_done_read (const char *json, size_t size, uint32_t *out_dev, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_wire_is_device_name (const char *name);

G_END_DECLS
