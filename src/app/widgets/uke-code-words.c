/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-code-words.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

typedef struct {
  UkeCodes codes;
  const char *code;
  const char *word; /* marked for translation, context "code" */
  const char *icon; /* (nullable) */
} CodeWord;

/* What people read instead of the codes of the registries, in the words of the glossary. */
/* clang-format off */
static const CodeWord words[] = {
  { UKE_CODES_SEX, "female", NC_ ("code", "Female"), NULL },
  { UKE_CODES_SEX, "male", NC_ ("code", "Male"), NULL },
  { UKE_CODES_SEX, "other", NC_ ("code", "Other sex"), NULL },
  { UKE_CODES_SEX, "unknown", NC_ ("code", "Not known"), NULL },
  { UKE_CODES_STAGE, "lead", NC_ ("code", "Enquiry"), NULL },
  { UKE_CODES_STAGE, "consult_booked", NC_ ("code", "Counselling booked"), NULL },
  { UKE_CODES_STAGE, "consulted", NC_ ("code", "First visit done"), NULL },
  { UKE_CODES_STAGE, "in_treatment", NC_ ("code", "In care"), NULL },
  { UKE_CODES_STAGE, "completed", NC_ ("code", "Treatment completed"), NULL },
  { UKE_CODES_STAGE, "repeater", NC_ ("code", "Repeat patient"), NULL },
  { UKE_CODES_STAGE, "dormant", NC_ ("code", "Dormant"), NULL },
  { UKE_CODES_SOURCE, "web", NC_ ("code", "Web search"), "web-browser-symbolic" },
  { UKE_CODES_SOURCE, "sns", NC_ ("code", "Social network"), NULL },
  { UKE_CODES_SOURCE, "referral", NC_ ("code", "Referral"), "emblem-shared-symbolic" },
  { UKE_CODES_SOURCE, "sign", NC_ ("code", "Signboard"), NULL },
  { UKE_CODES_SOURCE, "portal", NC_ ("code", "Portal site"), NULL },
  { UKE_CODES_SOURCE, "other", NC_ ("code", "Other source"), NULL },
  { UKE_CODES_ENDED_REASON, "deceased", NC_ ("code", "Deceased"), NULL },
  { UKE_CODES_ENDED_REASON, "moved", NC_ ("code", "Moved away"), NULL },
  { UKE_CODES_ENDED_REASON, "other", NC_ ("code", "Contact ended for another reason"), NULL },
  { UKE_CODES_PHONE_LABEL, "mobile", NC_ ("code", "Mobile"), "phone-symbolic" },
  { UKE_CODES_PHONE_LABEL, "home", NC_ ("code", "Home"), "user-home-symbolic" },
  { UKE_CODES_PHONE_LABEL, "work", NC_ ("code", "Work"), "call-start-symbolic" },
  { UKE_CODES_PHONE_LABEL, "fax", NC_ ("code", "Fax"), "printer-symbolic" },
  { UKE_CODES_PHONE_LABEL, "other", NC_ ("code", "Other number"), "call-start-symbolic" },
  { UKE_CODES_PHONE_OWNER, "self", NC_ ("code", "Own number"), NULL },
  { UKE_CODES_PHONE_OWNER, "family", NC_ ("code", "Family"), NULL },
  { UKE_CODES_PHONE_OWNER, "guardian", NC_ ("code", "Guardian"), NULL },
  { UKE_CODES_PHONE_OWNER, "work", NC_ ("code", "Workplace"), NULL },
  { UKE_CODES_VOICEMAIL, "unknown", NC_ ("code", "Voicemail: not asked"), NULL },
  { UKE_CODES_VOICEMAIL, "no", NC_ ("code", "Voicemail: do not leave a message"), NULL },
  { UKE_CODES_VOICEMAIL, "named", NC_ ("code", "Voicemail: the clinic may be named"), NULL },
  { UKE_CODES_VOICEMAIL, "unnamed", NC_ ("code", "Voicemail: do not name the clinic"), NULL },
  { UKE_CODES_ADDRESS_LABEL, "home", NC_ ("code", "Home address"), "user-home-symbolic" },
  { UKE_CODES_ADDRESS_LABEL, "work", NC_ ("code", "Work address"), NULL },
  { UKE_CODES_ADDRESS_LABEL, "other", NC_ ("code", "Other address"), NULL },
  { UKE_CODES_CONSENT_PURPOSE, "appointment", NC_ ("code", "Appointment messages"), NULL },
  { UKE_CODES_CONSENT_PURPOSE, "news", NC_ ("code", "News"), NULL },
  { UKE_CODES_CONSENT_PURPOSE, "survey", NC_ ("code", "Surveys"), NULL },
  { UKE_CODES_CONSENT_CHANNEL, "line", NC_ ("code", "LINE"), "user-available-symbolic" },
  { UKE_CODES_CONSENT_CHANNEL, "sms", NC_ ("code", "SMS"), "phone-symbolic" },
  { UKE_CODES_CONSENT_CHANNEL, "email", NC_ ("code", "E-mail"), "mail-unread-symbolic" },
  { UKE_CODES_CONSENT_CHANNEL, "phone", NC_ ("code", "Phone"), "call-start-symbolic" },
  { UKE_CODES_CONSENT_CHANNEL, "post", NC_ ("code", "Post"), "x-office-document-symbolic" },
  { UKE_CODES_CONSENT_CHANNEL, "whatsapp", NC_ ("code", "WhatsApp"), "user-available-symbolic" },
  { UKE_CODES_CONSENT_STATE, "granted", NC_ ("code", "Agreed"), "object-select-symbolic" },
  { UKE_CODES_CONSENT_STATE, "refused", NC_ ("code", "Refused"), "action-unavailable-symbolic" },
  { UKE_CODES_CANCELLED_BY, "patient", NC_ ("code", "By the patient"), NULL },
  { UKE_CODES_CANCELLED_BY, "clinic", NC_ ("code", "By the clinic"), NULL },
  { UKE_CODES_BOOKING_CHANNEL, "phone", NC_ ("code", "By phone"), "call-start-symbolic" },
  { UKE_CODES_BOOKING_CHANNEL, "desk", NC_ ("code", "At the desk"), "mark-location-symbolic" },
  { UKE_CODES_BOOKING_CHANNEL, "web", NC_ ("code", "Web"), "computer-symbolic" },
  { UKE_CODES_BOOKING_CHANNEL, "line", NC_ ("code", "By LINE"), "user-available-symbolic" },
  { UKE_CODES_BOOKING_CHANNEL, "import", NC_ ("code", "Imported"), "document-open-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "recall", NC_ ("code", "Check-up recall"), "view-refresh-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "annual", NC_ ("code", "Annual check-up"), "view-list-bullet-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "aftercare", NC_ ("code", "Aftercare"), "emote-love-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "no_show", NC_ ("code", "After a no-show"), "appointment-missed-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "broken", NC_ ("code", "Cancelled, not booked again"), "action-unavailable-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "callback", NC_ ("code", "Promised call back"), "call-incoming-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "undeliverable", NC_ ("code", "Message not delivered"), "mail-unread-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "lead", NC_ ("code", "Enquiry waiting"), "system-users-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "dormant", NC_ ("code", "Not seen for long"), "weather-clear-night-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "complaint", NC_ ("code", "Complaint or opinion"), "face-sad-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "referral", NC_ ("code", "Referral letter"), "emblem-shared-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "waitlist", NC_ ("code", "Waitlist"), "alarm-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "handoff", NC_ ("code", "Handed to the doctor"), "mail-forward-symbolic" },
  { UKE_CODES_FOLLOW_UP_REASON, "manual", NC_ ("code", "Made by hand"), "document-edit-symbolic" },
  { UKE_CODES_FOLLOW_UP_STATE, "open", NC_ ("code", "To call"), NULL },
  { UKE_CODES_FOLLOW_UP_STATE, "agreed", NC_ ("code", "Visit promised"), NULL },
  { UKE_CODES_FOLLOW_UP_STATE, "later", NC_ ("code", "Later"), NULL },
  { UKE_CODES_FOLLOW_UP_STATE, "done", NC_ ("code", "Done"), NULL },
  { UKE_CODES_FOLLOW_UP_STATE, "removed", NC_ ("code", "Taken off the list"), NULL },
  { UKE_CODES_FOLLOW_UP_STATE, "review", NC_ ("code", "To be decided"), NULL },
  { UKE_CODES_CALL_OUTCOME, "booked", NC_ ("code", "Booked a visit"), "appointment-new-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "talked", NC_ ("code", "Talked to the patient"), "object-select-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "call_back", NC_ ("code", "Will call back"), "call-incoming-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "no_answer", NC_ ("code", "No answer"), "call-missed-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "wrong_number", NC_ ("code", "Wrong number"), "dialog-warning-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "declined", NC_ ("code", "Does not wish it"), "action-unavailable-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "handed_to_doctor", NC_ ("code", "Handed to the doctor"), "mail-forward-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "message_with_family", NC_ ("code", "Message with the family"), "system-users-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "agreed_to_visit", NC_ ("code", "Promised to come"), "mark-location-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "later", NC_ ("code", "Call again later"), "alarm-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "voicemail", NC_ ("code", "Left on voicemail"), "media-record-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "moved", NC_ ("code", "Moved away"), "user-home-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "deceased", NC_ ("code", "Deceased"), "action-unavailable-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "other_end", NC_ ("code", "Ended for another reason"), "action-unavailable-symbolic" },
  { UKE_CODES_CALL_OUTCOME, "stop_contact", NC_ ("code", "No more contact"), "action-unavailable-symbolic" },
  { UKE_CODES_RESOURCE_KIND, "provider", NC_ ("code", "Provider"), NULL },
  { UKE_CODES_RESOURCE_KIND, "chair", NC_ ("code", "Chair"), NULL },
  { UKE_CODES_RESOURCE_KIND, "room", NC_ ("code", "Room"), NULL },
  { UKE_CODES_RESOURCE_KIND, "equipment", NC_ ("code", "Equipment"), NULL },
  { UKE_CODES_PROPERTY_KIND, "text", NC_ ("code", "Text"), NULL },
  { UKE_CODES_PROPERTY_KIND, "number", NC_ ("code", "Number"), NULL },
  { UKE_CODES_PROPERTY_KIND, "date", NC_ ("code", "Date"), NULL },
  { UKE_CODES_PROPERTY_KIND, "choice", NC_ ("code", "Choice"), NULL },
  { UKE_CODES_PROPERTY_KIND, "check", NC_ ("code", "Check"), NULL },
  { UKE_CODES_ROLE, "reception", NC_ ("code", "Reception"), NULL },
  { UKE_CODES_ROLE, "nurse", NC_ ("code", "Nurse"), NULL },
  { UKE_CODES_ROLE, "doctor", NC_ ("code", "Doctor"), NULL },
  { UKE_CODES_ROLE, "liaison", NC_ ("code", "Regional liaison"), NULL },
  { UKE_CODES_ROLE, "manager", NC_ ("code", "Office manager"), NULL },
  { UKE_CODES_ROLE, "director", NC_ ("code", "Director"), NULL },
  { UKE_CODES_ROLE, "sysadmin", NC_ ("code", "System administrator"), NULL },
  { UKE_CODES_ROLE, "maintenance", NC_ ("code", "Maintenance"), NULL },
};
/* clang-format on */

static const CodeWord *
find_word (UkeCodes codes, const char *code)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].codes == codes && g_strcmp0 (words[i].code, code) == 0)
      return &words[i];
  return NULL;
}

/**
 * uke_code_word:
 * @codes: a registry
 * @code: (nullable): one of its codes
 *
 * Returns: (transfer none): the translated word; "" for no code, the code itself where it has no
 * word Thread: main
 */
const char *
uke_code_word (UkeCodes codes, const char *code)
{
  const CodeWord *word = find_word (codes, code);

  if (word == NULL)
    return code != NULL ? code : "";
  return g_dpgettext2 (NULL, "code", word->word);
}

/**
 * uke_code_icon:
 * @codes: a registry
 * @code: (nullable): one of its codes
 *
 * Returns: (transfer none) (nullable): a symbolic icon, where the code has one
 * Thread: main
 */
const char *
uke_code_icon (UkeCodes codes, const char *code)
{
  const CodeWord *word = find_word (codes, code);

  return word != NULL ? word->icon : NULL;
}

/**
 * uke_code_words_model:
 * @codes: a registry
 *
 * Returns: (transfer full): the words of a registry in its order, as a list of strings for a
 * drop-down; the position of a code in it is uke_codes_get_position() Thread: main
 */
GListModel *
uke_code_words_model (UkeCodes codes)
{
  unsigned n;
  const char *const *all = uke_codes_get (codes, &n);
  GtkStringList *list = gtk_string_list_new (NULL);

  for (unsigned i = 0; i < n; i++)
    gtk_string_list_append (list, uke_code_word (codes, all[i]));
  return G_LIST_MODEL (list);
}
