/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UkeRole: what somebody is at the clinic. Numbers are a registry. */
typedef enum {
  UKE_ROLE_NONE = 0,
  UKE_ROLE_RECEPTION,   /* 受付 */
  UKE_ROLE_NURSE,       /* 看護師 */
  UKE_ROLE_DOCTOR,      /* 医師 */
  UKE_ROLE_LIAISON,     /* 地域連携室 */
  UKE_ROLE_MANAGER,     /* 事務長 */
  UKE_ROLE_DIRECTOR,    /* 院長, who answers for personal data */
  UKE_ROLE_SYSADMIN,    /* システム管理者: technical only */
  UKE_ROLE_MAINTENANCE, /* 保守業者 */
} UkeRole;

#define UKE_N_ROLES 8

const char *uke_role_get_code (UkeRole role);
UkeRole uke_role_from_code (const char *code);

/*
 * The one role x action table (security.md 4.1). A (number, CAPITALS, code, cells): numbers and
 * codes are registries; the cells stand in the order of the roles.
 *   Y allowed   R with a reason   2 with a second person and a reason   - denied
 * Rows that security.md does not have were added by likeness and are listed in HACKING.md.
 */
#define UKE_ACTIONS(A)                                                                             \
  A (1, PATIENT_SEARCH, "patient.search", "YYYYYY--")                                              \
  A (2, PATIENT_VIEW, "patient.view", "YYYYYY--") /* in context: queue, booking +-7 days */        \
  A (3, PATIENT_VIEW_OUT_OF_CONTEXT, "patient.view_out_of_context", "RRRRRR--")                    \
  A (4, PATIENT_REVEAL_CONTACT, "patient.reveal_contact", "RRRRRY--")                              \
  A (5, PATIENT_VIEW_RESTRICTED, "patient.view_restricted", "-RR--Y--")                            \
  A (6, PATIENT_REGISTER, "patient.register", "Y--RYY--")                                          \
  A (7, PATIENT_EDIT, "patient.edit", "Y--RYY--")                                                  \
  A (8, PATIENT_END, "patient.end", "Y--RYY--")               /* likeness: edit */                 \
  A (9, PATIENT_REACTIVATE, "patient.reactivate", "Y--RYY--") /* likeness: edit */                 \
  A (10, PATIENT_MERGE, "patient.merge", "R---YY--")                                               \
  A (11, PATIENT_UNMERGE, "patient.unmerge", "----YY--")                                           \
  A (12, PATIENT_ERASE, "patient.erase", "----22--")                                               \
  A (20, APPOINTMENT_BOOK, "appointment.book", "YYYYYY--")                                         \
  A (21, APPOINTMENT_MOVE, "appointment.move", "YYYYYY--")                                         \
  A (22, APPOINTMENT_CANCEL, "appointment.cancel", "YYYYYY--")                                     \
  A (23, APPOINTMENT_EDIT, "appointment.edit", "YYYYYY--") /* likeness: book */                    \
  A (24, APPOINTMENT_OVERBOOK, "appointment.overbook", "R-Y-YY--")                                 \
  A (25, VISIT_RECORD, "visit.record", "YY--YY--") /* arrival, room, payment, leaving, no-show */  \
  A (30, FOLLOW_UP_VIEW, "follow_up.view", "YY-YYY--")                                             \
  A (31, FOLLOW_UP_CREATE, "follow_up.create", "YY-YYY--")                                         \
  A (32, FOLLOW_UP_RECORD, "follow_up.record", "YY-YYY--")                                         \
  A (33, FOLLOW_UP_SNOOZE, "follow_up.snooze", "YY-YYY--") /* likeness: result */                  \
  A (34, FOLLOW_UP_CLAIM, "follow_up.claim", "YY-YYY--")   /* likeness: result */                  \
  A (35, FOLLOW_UP_REOPEN, "follow_up.reopen", "YY-YYY--") /* likeness: result */                  \
  A (40, CONSENT_RECORD, "consent.record", "YYYYYY--")                                             \
  A (50, MESSAGE_SEND, "message.send", "YY-YYY--")                                                 \
  A (51, MESSAGE_SEND_BULK, "message.send_bulk", "----22--")                                       \
  A (52, TEMPLATE_EDIT, "template.edit", "----RY--")                                               \
  A (60, REFERRAL_CONTACTS, "referral.contacts", "--RYYY--")                                       \
  A (61, REFERRAL_PROVIDE, "referral.provide", "--RYRY--")                                         \
  A (70, DISCLOSURE_RECEIVE, "disclosure.receive", "Y--YYY--")                                     \
  A (71, DISCLOSURE_DECIDE, "disclosure.decide", "----22--")                                       \
  A (80, PRINT_LIST, "print.list", "R--RYY--")                                                     \
  A (81, EXPORT_DATA, "export.data", "----22--")                                                   \
  A (82, STATISTICS_VIEW, "statistics.view", "--YYYY--")                                           \
  A (83, IMPORT_RUN, "import.run", "R---YY--")         /* likeness: merge */                       \
  A (84, IMPORT_UNDO, "import.undo", "----YY--")       /* likeness: undo merge */                  \
  A (85, UNDO_OWN, "undo.own", "YYYYYY--")             /* likeness: book */                        \
  A (86, UNDO_OF_OTHERS, "undo.of_others", "R---YY--") /* likeness: merge */                       \
  A (90, STAFF_MANAGE, "staff.manage", "----RYR-") /* the sysadmin neither self nor a director */  \
  A (91, STAFF_RESET_TOTP, "staff.reset_totp", "----22--")                                         \
  A (92, DEVICE_MANAGE, "device.manage", "----RYY-")                                               \
  A (93, SET_UP_CLINIC, "set_up.clinic", "----YY--") /* menus, hours, resources, closures */       \
  A (94, SET_UP_PROPERTIES, "set_up.properties", "----YY--") /* the clinic's own patient fields */ \
  A (95, SET_UP_SCRIPTS, "set_up.scripts", "----RY--")       /* likeness: templates */             \
  A (100, AUDIT_READ_OWN, "audit.read_own", "YYYYYYY-")                                            \
  A (101, AUDIT_READ_ALL, "audit.read_all", "----YY--")                                            \
  A (102, AUDIT_READ_TECHNICAL, "audit.read_technical", "----YYY-")                                \
  A (103, AUDIT_SIGN_REVIEW, "audit.sign_review", "----RY--")                                      \
  A (110, BACKUP_RUN, "backup.run", "----YYY-")                                                    \
  A (111, BACKUP_RESTORE, "backup.restore", "----222-")                                            \
  A (112, SETTINGS_SECURITY, "settings.security", "-----22-")                                      \
  A (113, DIAGNOSTICS_VIEW, "diagnostics.view", "----YYYY")                                        \
  A (120, CONFLICT_SETTLE, "conflict.settle",                                                      \
     "YYYYYY--") /* likeness: book; each choice needs its own */                                   \
  A (121, SYNC_ALLOW_DELETIONS, "sync.allow_deletions", "----RR--") /* likeness: erase */

#define UKE_ACTION_ENUM_(number, capitals, code, cells) UKE_ACTION_##capitals = number,
/** UkeAction: something that a role may or may not do. Numbers and codes are a registry. */
typedef enum { UKE_ACTION_NONE = 0, UKE_ACTIONS (UKE_ACTION_ENUM_) } UkeAction;
#undef UKE_ACTION_ENUM_

/** UkeJudgement: what uke_action_judge() says. */
typedef enum {
  UKE_JUDGEMENT_DENIED = 0,
  UKE_JUDGEMENT_ALLOWED,
  UKE_JUDGEMENT_NEEDS_REASON,        /* allowed once a reason is given */
  UKE_JUDGEMENT_NEEDS_SECOND_PERSON, /* allowed once somebody else agrees and a reason is given */
} UkeJudgement;

/** UkeActionContext: what is known about one use of an action. All zero: nothing was given yet. */
typedef struct {
  gboolean has_reason;
  gboolean has_second_person;   /* somebody who is not the first */
  UkeRole second_role;          /* of that person */
  gboolean is_about_self;       /* STAFF_MANAGE: the person changes their own row */
  gboolean is_about_a_director; /* STAFF_MANAGE: the row is, or shall become, a director's */
} UkeActionContext;

UkeJudgement uke_action_judge (UkeAction action, UkeRole role, const UkeActionContext *context);

const char *uke_action_get_code (UkeAction action);
UkeAction uke_action_from_code (const char *code);
const UkeAction *uke_action_all (unsigned *out_n);
char uke_action_get_cell (UkeAction action, UkeRole role);
char *uke_action_dup_table (void);

G_END_DECLS
