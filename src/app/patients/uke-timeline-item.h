/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"
#include "clinic/uke-patient-query.h"

G_BEGIN_DECLS

/**
 * UkeTimelineKind:
 *
 * What an entry of the timeline is about; the filter chips choose by it.
 */
typedef enum {
  UKE_TIMELINE_DAY,    /* a heading: the day of the entries below it */
  UKE_TIMELINE_VISIT,  /* a booking and what became of it */
  UKE_TIMELINE_CALL,   /* a call that was made, or is owed */
  UKE_TIMELINE_CHANGE, /* somebody changed the record */
} UkeTimelineKind;

#define UKE_TYPE_TIMELINE_ITEM (uke_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (UkeTimelineItem, uke_timeline_item, UKE, TIMELINE_ITEM, GObject)

/**
 * UkeTimelineItem:
 *
 * One line of what happened to a patient, or will. Immutable; the fields may be read directly.
 */
struct _UkeTimelineItem {
  GObject parent_instance;
  UkeTimelineKind kind;
  int64_t at_us;
  gboolean is_future;
  const char *icon;      /* (nullable) */
  const char *css_class; /* (nullable): tint of the icon */
  char *time;            /* (owned): 10:20, "" for a heading */
  char *title;           /* (owned) */
  char *beside;          /* (owned): who, where */
  char *text;            /* (owned) (nullable): what was noted */
};

gboolean uke_timeline_item_is_same (const UkeTimelineItem *one, const UkeTimelineItem *two);
GPtrArray *uke_timeline_build (UkeClinic *clinic,
                               const UkePatientFile *file,
                               unsigned kinds,
                               const char *searched);

G_END_DECLS
