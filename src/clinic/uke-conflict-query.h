/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-booking-query.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/** UkeConflictKind: which story is told about what was decided otherwise than somebody meant. */
typedef enum {
  UKE_CONFLICT_SLOT = 1, /* two bookings in one place; the second needs a new time */
  UKE_CONFLICT_VALUES,   /* two values for the same fields */
  UKE_CONFLICT_MOVE,     /* a booking was moved by two people */
  UKE_CONFLICT_CANCEL,   /* a booking was cancelled, and moved or changed by somebody else */
  UKE_CONFLICT_STATUS,   /* two statuses, of which one ends the booking */
  UKE_CONFLICT_CONSENT,  /* allowed by somebody who had not heard of the refusal */
  UKE_CONFLICT_DELETED,  /* taken away by one, changed by the other: it is there */
  UKE_CONFLICT_CLAIM,    /* two people took the same call */
  UKE_CONFLICT_MISSING,  /* changed, but there is no such record */
  UKE_CONFLICT_MEMO,     /* both remarks are kept */
  UKE_CONFLICT_DENIED,   /* whoever did it may not: nothing was done */
  UKE_CONFLICT_NUMBER,   /* two patients with one number; the second has a provisional one */
  UKE_CONFLICT_ISSUED,   /* a provisional number became the patient's; nothing to settle */
  UKE_CONFLICT_PERSON,   /* two desks registered somebody who may be one person */
} UkeConflictKind;

/** UkeConflictSides: whose version stands, and the other one. */
typedef enum {
  UKE_CONFLICT_STANDS = 0,
  UKE_CONFLICT_OTHER = 1,
  UKE_CONFLICT_N_SIDES,
} UkeConflictSides;

/**
 * UkeConflictSide:
 * @staff_id: who, or none where it is not known any more
 * @device: (owned) (nullable): at which desk
 * @dev: its number, 0 where it is not known
 * @at_us: when they did it by their own clock, 0 where it is not known
 * @seq: the entry it became, 0 where it is not known
 * @appointment: (owned) (nullable): SLOT: their booking
 * @patient: (owned) (nullable): SLOT: whose it is; NUMBER: who has the number, and who does not;
 * PERSON: who was registered first, and second
 * @n_same_day: SLOT: how many other bookings the patient has that day
 */
typedef struct {
  UkeId staff_id;
  char *device;
  uint32_t dev;
  int64_t at_us;
  int64_t seq;
  UkeRecord *appointment;
  UkeRecord *patient;
  unsigned n_same_day;
} UkeConflictSide;

/**
 * UkeConflictValue:
 * @field: which field
 * @values: (owned): what each side wrote
 * @standing: which of them the record has
 */
typedef struct {
  const UkeField *field;
  UkeValue values[UKE_CONFLICT_N_SIDES];
  UkeConflictSides standing;
} UkeConflictValue;

#define UKE_TYPE_CONFLICT (uke_conflict_get_type ())
G_DECLARE_FINAL_TYPE (UkeConflict, uke_conflict, UKE, CONFLICT, GObject)

/**
 * UkeConflict:
 * @change_set_id, @record_id: what it is known by: the change-set that left it, and the record
 * @seq: the entry of the change-set
 * @kind: which story
 * @entity: what kind of record
 * @record: (owned) (nullable): the record as it is now, also when it is deleted
 * @patient: (owned) (nullable): whom it is about
 * @is_open: whether somebody has to settle it; FALSE for what a rule decided
 * @is_settled: whether somebody has settled it, or turned it round
 * @decided_at_us: when it was found
 * @sides: who did what
 * @values: (owned) (element-type UkeConflictValue): in the order of the fields; DENIED, MISSING:
 * what the other side wanted
 * @owner_id: who sees to it: whoever lost, or whom it was handed to
 * @is_handed: whether somebody handed it to the owner
 * @is_today: it is about a booking of today
 * @is_overdue: it is for the manager now: 15 minutes for bookings of today, a day for the rest
 *
 * One thing that was decided otherwise than somebody meant: a card. Immutable; the fields may be
 * read directly.
 */
struct _UkeConflict {
  GObject parent_instance;
  UkeId change_set_id;
  UkeId record_id;
  int64_t seq;
  UkeConflictKind kind;
  const UkeEntity *entity;
  UkeRecord *record;
  UkeRecord *patient;
  gboolean is_open;
  gboolean is_settled;
  int64_t decided_at_us;
  UkeConflictSide sides[UKE_CONFLICT_N_SIDES];
  GPtrArray *values;
  UkeId owner_id;
  gboolean is_handed;
  gboolean is_today;
  gboolean is_overdue;
};

/**
 * UkeConflictList:
 * @open: (owned) (element-type UkeConflict): for a person, bookings of today first, then the oldest
 * @decided: (owned) (element-type UkeConflict): what rules decided today, newest first
 */
typedef struct {
  GPtrArray *open;
  GPtrArray *decided;
} UkeConflictList;

void uke_conflict_list_free (UkeConflictList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeConflictList, uke_conflict_list_free)

void uke_clinic_list_conflicts_async (UkeClinic *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
UkeConflictList *uke_clinic_list_conflicts_finish (UkeClinic *self,
                                                   GAsyncResult *result,
                                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** UkeConflictEventKind: what happened in the course of a conflict. */
typedef enum {
  UKE_CONFLICT_EVENT_CUT = 1, /* the last that the later desk had heard from the others */
  UKE_CONFLICT_EVENT_WROTE,   /* somebody did something */
  UKE_CONFLICT_EVENT_FOUND,   /* it arrived, and was found */
  UKE_CONFLICT_EVENT_HANDED,  /* somebody handed it to somebody */
} UkeConflictEventKind;

/**
 * UkeConflictEvent:
 * @kind: what
 * @at_us: when
 * @side: WROTE: who of the two
 * @staff_id: WROTE: who; HANDED: to whom
 */
typedef struct {
  UkeConflictEventKind kind;
  int64_t at_us;
  UkeConflictSides side;
  UkeId staff_id;
} UkeConflictEvent;

/** UkeConflictWay: why a slot is proposed. */
typedef enum {
  UKE_CONFLICT_WAY_SAME_DAY = 1, /* the same day, the same provider */
  UKE_CONFLICT_WAY_SAME_TIME,    /* the same time, somebody else */
  UKE_CONFLICT_WAY_NEXT_WEEK,    /* the same time and provider, @weeks weeks later */
  UKE_CONFLICT_WAY_NEXT_FREE,    /* the same provider's next free time on another day */
} UkeConflictWay;

/** UkeConflictSlot: a free place for the booking that has to move. */
typedef struct {
  UkeConflictWay way;
  unsigned weeks;
  UkeFreeSlot slot;
} UkeConflictSlot;

/**
 * UkeConflictStory:
 * @conflict: (owned): the card
 * @slots: (owned) (element-type UkeConflictSlot): SLOT: where the booking of each side could go
 * @events: (owned) (element-type UkeConflictEvent): in the order of time
 * @call_due_at_us: until when a patient has to be told
 */
typedef struct {
  UkeConflict *conflict;
  GArray *slots[UKE_CONFLICT_N_SIDES];
  GArray *events;
  int64_t call_due_at_us;
} UkeConflictStory;

void uke_conflict_story_free (UkeConflictStory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeConflictStory, uke_conflict_story_free)

void uke_clinic_count_conflicts_async (UkeClinic *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean uke_clinic_count_conflicts_finish (UkeClinic *self,
                                            GAsyncResult *result,
                                            unsigned *out_n,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_clinic_load_conflict_async (UkeClinic *self,
                                     const UkeId *change_set_id,
                                     const UkeId *record_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
UkeConflictStory *uke_clinic_load_conflict_finish (UkeClinic *self,
                                                   GAsyncResult *result,
                                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
