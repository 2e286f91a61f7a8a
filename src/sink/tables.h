/*
 * tables.h: the tables of syscalls/ that the sinks' C code refers to by name, all of them here.
 */
#ifndef STROBE_SINK_TABLES_H
#define STROBE_SINK_TABLES_H

#include "desc.h"

#define TABLE_SIGNALS       TABLE_ID_signals
#define TABLE_ERRNOS        TABLE_ID_errnos
#define TABLE_CLOCKNAMES    TABLE_ID_clocknames
#define TABLE_MODE_TYPES    TABLE_ID_mode_types
#define TABLE_IOCTL_NUMBERS TABLE_ID_ioctl_numbers
#define TABLE_IOPRIO_CLASS  TABLE_ID_ioprio_class
#define TABLE_KEYSERIALS    TABLE_ID_keyserials
#define TABLE_EV_TYPES      TABLE_ID_ev_types
#define TABLE_ABS_AXES      TABLE_ID_abs_axes
#define TABLE_L2CAP_PSMS    TABLE_ID_l2cap_psms

#define TABLE_SIGINFO_CODES TABLE_ID_siginfo_codes
#define TABLE_SIGILL_CODES  TABLE_ID_sigill_codes
#define TABLE_SIGFPE_CODES  TABLE_ID_sigfpe_codes
#define TABLE_SIGSEGV_CODES TABLE_ID_sigsegv_codes
#define TABLE_SIGBUS_CODES  TABLE_ID_sigbus_codes
#define TABLE_SIGTRAP_CODES TABLE_ID_sigtrap_codes
#define TABLE_SIGCHLD_CODES TABLE_ID_sigchld_codes
#define TABLE_SIGPOLL_CODES TABLE_ID_sigpoll_codes
#define TABLE_SIGSYS_CODES  TABLE_ID_sigsys_codes

#define TABLE_NLMSG_TYPES      TABLE_ID_nlmsg_types
#define TABLE_RTM_TYPES        TABLE_ID_rtm_types
#define TABLE_SOCK_DIAG_TYPES  TABLE_ID_sock_diag_types
#define TABLE_GENL_IDS         TABLE_ID_genl_ids
#define TABLE_NLM_FLAGS        TABLE_ID_nlm_flags
#define TABLE_NLM_GET_FLAGS    TABLE_ID_nlm_get_flags
#define TABLE_NLM_NEW_FLAGS    TABLE_ID_nlm_new_flags
#define TABLE_NLM_DELETE_FLAGS TABLE_ID_nlm_delete_flags
#define TABLE_NLM_ACK_FLAGS    TABLE_ID_nlm_ack_flags

#define TABLE_BPF_CLASS  TABLE_ID_bpf_class
#define TABLE_BPF_SIZE   TABLE_ID_bpf_size
#define TABLE_BPF_MODE   TABLE_ID_bpf_mode
#define TABLE_BPF_OP_ALU TABLE_ID_bpf_op_alu
#define TABLE_BPF_OP_JMP TABLE_ID_bpf_op_jmp
#define TABLE_BPF_SRC    TABLE_ID_bpf_src
#define TABLE_BPF_RVAL   TABLE_ID_bpf_rval
#define TABLE_BPF_MISCOP TABLE_ID_bpf_miscop
#define TABLE_SKF_AD     TABLE_ID_skf_ad

#endif
