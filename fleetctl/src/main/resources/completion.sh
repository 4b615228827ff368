
# Names of what there is, where picocli knows of none.
_fleetctl() {
  local line=$COMP_LINE all=() words=() asking=() of=() kind="" word previous part i
  # Bash takes words apart at ':' and '=': addresses become one again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    part=${COMP_WORDS[i]}
    if ((i == 0)) || [[ $line == [[:blank:]]* ]]; then
      all+=("$part")
    else
      all[${#all[@]} - 1]+=$part
    fi
    line=${line#"${line%%[![:blank:]]*}"}
    line=${line#"$part"}
  done
  word=${all[${#all[@]} - 1]}
  previous=${all[${#all[@]} - 2]}
  for ((i = 1; i < ${#all[@]} - 1; i++)); do
    case ${all[i]} in
      # Names are asked for where the command itself would go, and by the same credentials.
      @ASKING@)
        part=${all[i + 1]//[\"\'\\]/}
        if [[ $part == "~/"* ]]; then part=$HOME${part:1}; fi
        asking+=("${all[i]}" "$part")
        i=$((i + 1))
        ;;
      @ASKING=@) asking+=("${all[i]}") ;;
      @VALUED@) i=$((i + 1)) ;;
      -*) ;;
      *) words+=("${all[i]}") ;;
    esac
  done
  if [[ $word != -* ]]; then
    case $previous in
      --profile) kind=profiles ;;
      --member) kind=members ;;
      --override) kind=checks of=("${words[2]}") ;;
      --reason) return ;;
      @VALUED@) ;;
      *)
        case "${words[0]}/${#words[@]}" in
          get/1 | describe/1) COMPREPLY=($(compgen -W "@KINDS@" -- "$word")); return ;;
          delete/1) COMPREPLY=($(compgen -W "members profiles strategies bindings plans" -- "$word")); return ;;
          get/* | describe/2 | delete/2) kind=${words[1]} ;;
          compare/1) kind=members ;;
          plan/2) if [[ ${words[1]} == profile ]]; then kind=profiles; else kind=plans; fi ;;
          approve/2 | revoke/2) kind=services ;;
          forget/2) kind=cluster-ids ;;
        esac
        ;;
    esac
  fi
  if [[ -n $kind ]]; then
    COMPREPLY=()
    # Names come from clusters: a word that a shell could take for more than that is none. (compgen -W would expand it.)
    for part in $(${FLEETCTL:-fleetctl} __complete "$kind" "$word" "${of[@]}" "${asking[@]}" 2>/dev/null); do
      if [[ $part == "$word"* && $part != *[!a-zA-Z0-9._/:=@-]* ]]; then COMPREPLY+=("$part"); fi
    done
    return
  fi
  _complete_fleetctl
}
complete -F _fleetctl -o default fleetctl
