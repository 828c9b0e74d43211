# bash completion for mailmend
_mailmend()
{
	local cur prev words cword
	_init_completion -n = || return
	local commands="check explain log settings spf practice"
	local network="--server --port --security --incoming --incoming-port --incoming-security --user --password-file
		--password-fd --password-command --password --ask-password --auth --oauth-client --oauth-tenant --no-login --where --symptom --scope --webmail --other-device --changed
		--program --program-login --import --message --mail --selector --dkim-key --domain --to --tried --send --send-to --wait --yes --pause --read-bounces --lists --resolver --ca-file --only --skip --ip --sender --helo --role --timeout --offline --directory --log --since --follow --queue --since-last --resume
		--json --report --lang --no-color --transcript --mask --no-mask --plain --no-plain --mouse --help --version"
	case $prev in
	--security | --incoming-security) COMPREPLY=($(compgen -W "tls starttls none auto" -- "$cur")) ;;
	--password) COMPREPLY=($(compgen -W "ask" -- "$cur")) ;;
	--auth) COMPREPLY=($(compgen -W "password xoauth2 oauthbearer" -- "$cur")) ;;
	--where) COMPREPLY=($(compgen -W "here same-network elsewhere" -- "$cur")) ;;
	--symptom) COMPREPLY=($(compgen -W "message outbox bounce lost" -- "$cur")) ;;
	--scope) COMPREPLY=($(compgen -W "all one" -- "$cur")) ;;
	--webmail | --other-device | --directory) COMPREPLY=($(compgen -W "yes no" -- "$cur")) ;;
	--changed) COMPREPLY=($(compgen -W "nothing password provider computer network update" -- "$cur")) ;;
	--tried)
		if [[ $cur == *=* ]]; then
			COMPREPLY=($(compgen -W "helped same" -- "${cur#*=}"))
		else
			compopt -o nospace
			COMPREPLY=($(compgen -W "shield-off= vpn-off= other-network= other-port= without-plugins=" -- "$cur"))
		fi
		;;
	--program-login) COMPREPLY=($(compgen -W "password oauth off unknown" -- "$cur")) ;;
	--role) COMPREPLY=($(compgen -W "user admin" -- "$cur")) ;;
	--only | --skip) COMPREPLY=($(compgen -W "errors settings login network firewall antivirus provider dns reputation content" -- "$cur")) ;;
	--password-file | --ca-file | --report | --transcript | --message | --mail | --dkim-key | --log) _filedir ;;
	explain) _filedir ;;
	practice) COMPREPLY=($(compgen -W "$(mailmend practice --list 2>/dev/null | cut -d' ' -f1) --list --check" -- "$cur")) ;;
	*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "$network" -- "$cur"))
		elif [[ $cword -eq 1 ]]; then
			COMPREPLY=($(compgen -W "$commands" -- "$cur"))
		fi
		;;
	esac
} && complete -F _mailmend mailmend
